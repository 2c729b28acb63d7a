//! Which addresses the page may reach: those its Content-Security-Policy names.

/// Whether an address can be asked, or in words why not. `policy` is the page's whole Content-Security-Policy, `page` its
/// own origin.
pub(super) fn reachable(address: &str, policy: &str, page: &str) -> Result<(), String> {
    let Some((scheme, rest)) = address.split_once("://").filter(|(scheme, _)| matches!(*scheme, "https" | "http"))
    else {
        return Err(format!("“{}” is no address; write one such as https://my-node.example", short(address)));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains('@') || address.chars().any(char::is_whitespace) {
        return Err(format!("“{}” names no host; write one such as https://my-node.example", short(address)));
    }
    let allowed = policy
        .split(';')
        .filter_map(|directive| directive.trim().strip_prefix("connect-src "))
        .flat_map(str::split_whitespace)
        .any(|named| if named == "'self'" { is_of(scheme, host, page) } else { is_of(scheme, host, named) });
    if allowed {
        return Ok(());
    }
    Err(format!(
        "this page’s security policy does not let it reach {host}: use one of the addresses it names, a node or proxy on \
         this computer (http://localhost:…), or host the page yourself and add {host} to its policy"
    ))
}

/// Whether an expression of the policy covers a scheme and a host with its port.
fn is_of(scheme: &str, host: &str, expression: &str) -> bool {
    let Some((of_scheme, named)) = expression.split_once("://") else { return false };
    if of_scheme != scheme {
        return false;
    }
    let split = |of: &str| -> (String, Option<String>) {
        match of.rsplit_once(':') {
            Some((name, port)) if !port.is_empty() => (name.to_ascii_lowercase(), Some(port.to_owned())),
            _ => (of.to_ascii_lowercase(), None),
        }
    };
    let ((host, port), (named, of_port)) = (split(host), split(named));
    let usual = |port: Option<String>| port.unwrap_or_else(|| if scheme == "https" { "443" } else { "80" }.to_owned());
    let port_fits = of_port.as_deref() == Some("*") || usual(port) == usual(of_port);
    let host_fits = match named.strip_prefix("*.") {
        Some(domain) => host.strip_suffix(domain).is_some_and(|head| head.len() > 1 && head.ends_with('.')),
        None => host == named,
    };
    port_fits && host_fits
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "default-src 'none'; connect-src 'self' https://api.kraken.com https://*.infura.io \
                          http://localhost:*; base-uri 'none'";

    #[test]
    fn what_the_policy_names_can_be_asked() {
        for address in [
            "https://api.kraken.com",
            "https://API.kraken.com:443/0/public",
            "https://mainnet.infura.io/v3/abc",
            "http://localhost:8545",
            "http://localhost",
            "https://my.page:8443/proxy",
        ] {
            assert_eq!(reachable(address, POLICY, "https://my.page:8443"), Ok(()), "{address}");
        }
    }

    #[test]
    fn what_it_does_not_name_is_refused_in_words() {
        for address in [
            "https://evil.example",
            "https://api.kraken.com.evil.example",
            "https://infura.io",
            "https://evilinfura.io",
            "http://api.kraken.com",
            "https://api.kraken.com:444",
            "https://api.kraken.com@evil.example",
            "https://",
            "ftp://localhost",
            "localhost:8545",
            "",
            "https://a b.infura.io",
        ] {
            assert!(reachable(address, POLICY, "https://my.page").is_err(), "{address}");
        }
        let said = reachable("https://evil.example/x", POLICY, "https://my.page").unwrap_err();
        assert!(said.contains("evil.example") && said.contains("policy"), "{said}");
    }
}
