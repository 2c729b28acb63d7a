//! Where a stream is: at its own address, or beside the requests when these were moved to another origin.

use super::source::{Carrier, Stream};
use super::sources::Configured;

/// The address of a stream. A source that was moved to `https://my.proxy/hl` has its socket `wss://…/ws` at
/// `wss://my.proxy/hl/ws`; `hello` are the parameters of server-sent events.
pub fn of_stream(of: &Configured, stream: &Stream, hello: &[String]) -> String {
    match stream.carrier {
        Carrier::Socket if stream.address.contains("://") && !of.moved => stream.address.to_owned(),
        Carrier::Socket => socket_origin(&of.origin) + path_of(stream.address),
        Carrier::Events => {
            let mut address = [of.origin.as_str(), stream.address].concat();
            for parameter in hello.iter().filter(|parameter| !parameter.is_empty()) {
                address.push(if address.contains('?') { '&' } else { '?' });
                address.push_str(parameter);
            }
            address
        }
    }
}

/// `https://…` as `wss://…`, `http://…` as `ws://…`.
fn socket_origin(origin: &str) -> String {
    match origin.strip_prefix("http") {
        Some(rest) => ["ws", rest].concat(),
        None => origin.to_owned(),
    }
}

/// What follows the host of an address, or the whole of one without a host.
fn path_of(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or(""),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::hyperliquid;
    use crate::oracle::source::Said;

    fn stream(carrier: Carrier, address: &'static str) -> Stream {
        Stream { carrier, address, hello: |_| vec![], parse: |_, _| Ok(Said::Nothing), ping: None, silence_ms: 60_000 }
    }

    fn at(origin: &str, moved: bool) -> Configured {
        Configured { source: &hyperliquid::SOURCE, origin: origin.to_owned(), moved, key: None }
    }

    #[test]
    fn a_socket_follows_a_moved_origin() {
        let of = |origin, moved, address| of_stream(&at(origin, moved), &stream(Carrier::Socket, address), &[]);
        let own = "wss://api.hyperliquid.xyz/ws";
        for (origin, moved, address, expected) in [
            ("https://api.hyperliquid.xyz", false, own, own),
            ("http://localhost:9000", true, own, "ws://localhost:9000/ws"),
            ("https://my.proxy", true, own, "wss://my.proxy/ws"),
            ("https://my.proxy/hl", true, "wss://www.deribit.com/ws/api/v2", "wss://my.proxy/hl/ws/api/v2"),
            ("wss://my.proxy", true, own, "wss://my.proxy/ws"),
            ("https://my.proxy", true, "wss://feed.example", "wss://my.proxy"),
            ("https://api.example", false, "/ws", "wss://api.example/ws"),
        ] {
            assert_eq!(of(origin, moved, address), expected);
        }
    }

    #[test]
    fn events_have_their_parameters_after_the_address() {
        let hello = ["ids[]=e62df6".to_owned(), String::new(), "parsed=true".to_owned()];
        let of = |address| of_stream(&at("https://my.proxy", true), &stream(Carrier::Events, address), &hello);
        assert_eq!(of("/v2/stream"), "https://my.proxy/v2/stream?ids[]=e62df6&parsed=true");
        assert_eq!(of("/v2/stream?a=1"), "https://my.proxy/v2/stream?a=1&ids[]=e62df6&parsed=true");
    }
}
