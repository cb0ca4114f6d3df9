//! No dead links: everything that can be reached from the first page is there.

use std::collections::{BTreeSet, VecDeque};

use ortak_domain::Role;

use crate::harness::{Browser, CONTOSO, Installation, VENDOR};

/// Follows every link of ours; where pages are missing, which page led there.
async fn dead_links(browser: &Browser<'_>) -> (usize, Vec<String>) {
    let mut seen = BTreeSet::from(["/".to_owned()]);
    let mut queue = VecDeque::from([("/".to_owned(), String::new())]);
    let mut dead = Vec::new();
    while let Some((path, from)) = queue.pop_front() {
        let mut page = browser.get(&path).await;
        let mut hops = 0;
        while page.status.is_redirection() && hops < 3 {
            page = browser.get(&page.location).await;
            hops += 1;
        }
        if page.status.as_u16() != 200 {
            dead.push(format!("{} {path} from {from}", page.status));
            continue;
        }
        for link in page.attribute("a[href]", "href") {
            let link = link.split('#').next().unwrap().to_owned();
            // Documentation and the API are another face's.
            if link.starts_with('/') && !link.starts_with("/docs") && seen.insert(link.clone()) {
                queue.push_back((link, path.clone()));
            }
        }
    }
    (seen.len(), dead)
}

#[tokio::test]
async fn a_partner_admin_finds_no_dead_link() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    ortak.deal(CONTOSO, 1).await;
    ada.post("/settings/api-clients/new", &[("name", "CRM"), ("role", "referrals_admin")]).await.expect(200);
    let (seen, dead) = dead_links(&ada).await;
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(seen > 30, "it went far enough: {seen}");
}

#[tokio::test]
async fn a_programme_admin_finds_no_dead_link() {
    let ortak = Installation::new().await;
    let vera = ortak.person(VENDOR, "Vera", Role::ProgrammeAdmin).await;
    let (seen, dead) = dead_links(&vera).await;
    assert!(dead.is_empty(), "{dead:#?}");
    assert!(seen > 12, "it went far enough: {seen}");
}
