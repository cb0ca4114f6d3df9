//! What stands around every page: navigation, language, what fails.

use ortak_domain::Role;

use crate::harness::{CONTOSO, Installation};

#[tokio::test]
async fn a_refused_form_has_the_frame_of_its_page() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    let view = [("query", "status=New"), ("name", "What waits")];
    ada.post("/views/new", &view).await.expect(303);
    let page = ada.post("/settings/profile", &[("name", "")]).await.expect(422);
    assert!(page.all(".side-link").iter().any(|link| link == "What waits"), "{:?}", page.all(".side-link"));
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_keeps_the_navigation() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsUser).await;
    for (path, status) in
        [("/nothing", 404), ("/settings/people", 403), ("/deals/bulk", 404), ("/views/1", 404)]
    {
        let page = ada.get(path).await.expect(status);
        assert!(page.all("nav.side a").len() >= 3, "{path}: {:?}", page.all("nav.side a"));
        assert!(page.all("main code").iter().all(|id| !id.is_empty()), "{path}: the request id");
    }
    let stranger = ortak.stranger().get("/nothing").await.expect(404);
    assert!(stranger.all("nav.side").is_empty());
}

#[tokio::test]
async fn another_language_keeps_where_one_wanted_to_go() {
    let ortak = Installation::new().await;
    let mut visitor = ortak.stranger();
    let page = visitor.get("/sign-in?next=%2Fdeals%2Finbound%3Fstatus%3DNew&lang=en").await.expect(200);
    let other = page.attribute(".gate-foot a", "href").concat();
    assert_eq!(other, "/sign-in?next=%2Fdeals%2Finbound%3Fstatus%3DNew&lang=tr");
    let page = visitor.get(&other).await.expect(200);
    assert_eq!(page.h1(), "Oturum aç");
    assert_eq!(page.attribute("input[name=next]", "value").first().unwrap(), "/deals/inbound?status=New");
}

#[tokio::test]
async fn a_part_of_a_page_does_not_become_the_page_that_asks_who_it_is() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::ReferralsAdmin).await;
    ada.post("/sign-out", &[]).await.expect(303);
    let part = ada.part_too_late("/deals/inbound").await.expect(200);
    assert_eq!(part.text, "");
    assert!(part.location.starts_with("/sign-in?next="), "{}", part.location);
}
