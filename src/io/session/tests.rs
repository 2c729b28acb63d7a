use super::*;

#[test]
fn an_empty_session_is_a_link_too() {
    let session = Session::default();
    let (again, notices) = read(&fragment(&session).unwrap()).unwrap();
    assert_eq!(again, session);
    assert_eq!(notices, []);
}
