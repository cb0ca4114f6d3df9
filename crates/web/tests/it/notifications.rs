//! What somebody was told (R601): `/notifications`.

use ortak_app::notification::Facts;
use ortak_app::port::{MailWish, NewNotification};
use ortak_app::{Accounts as _, Notifications as _};
use ortak_domain::notification::NotificationEvent;
use ortak_domain::{Role, Time};
use uuid::Uuid;

use crate::harness::{CONTOSO, Installation, id};

/// Tells the person with this e-mail of something on a deal of theirs.
async fn tell(
    ortak: &Installation,
    email: &str,
    number: u32,
    event: NotificationEvent,
    facts: Facts,
) -> String {
    let person = ortak.store.person_by_email(email).await.unwrap().unwrap().person;
    let referral = ortak.deal(CONTOSO, number).await;
    let new = NewNotification {
        organization_id: id(CONTOSO),
        id: Uuid::from_u128(u128::from(number)),
        person_id: person.id,
        event,
        referral_id: Some(referral),
        engagement_id: None,
        facts: serde_json::to_string(&facts).unwrap(),
        created_at: Time::from_unix_seconds(1_790_000_000 + i64::from(number)),
        in_app: true,
        mail: MailWish::No,
    };
    ortak.store.add_notifications(vec![new]).await.unwrap();
    format!("/deals/{referral}")
}

fn declined(deal: &str) -> Facts {
    Facts {
        deal: Some(deal.to_owned()),
        organization: Some("Fabrikam".to_owned()),
        reason: Some("no_seller".to_owned()),
        ..Facts::default()
    }
}

#[tokio::test]
async fn r601_notifications_are_told_in_words_and_marked_as_read() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    let eve = ortak.person(CONTOSO, "Eve", Role::PartnerAdmin).await;
    let event = NotificationEvent::InvitationDeclined;
    let deal = tell(&ortak, "ada@contoso.example", 1, event, declined("Robots")).await;
    let expiring = Facts { deal: Some("Cranes".to_owned()), days_left: Some(1), ..Facts::default() };
    tell(&ortak, "ada@contoso.example", 2, NotificationEvent::ReferralExpiring, expiring).await;
    let page = ada.get("/notifications").await.expect(200);
    let told = page.all(".lines .unread");
    assert_eq!(
        told,
        [
            "1 day left to answer Another company: Cranes",
            "Fabrikam declined your invitation to Robots: No seller manages this customer directly",
        ]
    );
    assert_eq!(page.attribute(".lines a", "href")[1], deal);
    let mark = page.attribute(".lines form", "action")[1].clone();
    eve.post(&mark, &[("read", "yes")]).await.expect(404);
    ada.post(&mark, &[("read", "yes"), ("back", "/notifications?show=unread")]).await.expect(303);
    assert_eq!(ada.get("/notifications?show=unread").await.expect(200).all(".lines .unread").len(), 1);
    ada.post(&mark, &[("read", "no")]).await.expect(303);
    ada.post("/notifications/read-all", &[]).await.expect(303);
    let page = ada.get("/notifications").await.expect(200);
    assert_eq!((page.all(".lines li").len(), page.all(".lines .unread").len()), (2, 0));
    ada.post("/settings/appearance", &[("language", "tr")]).await;
    assert!(ada.get("/notifications").await.expect(200).main().contains("davetinizi reddetti: Robots"));
}

#[tokio::test]
async fn notifications_are_paged_without_loss() {
    let ortak = Installation::new().await;
    let ada = ortak.person(CONTOSO, "Ada", Role::PartnerAdmin).await;
    for number in 1..=32 {
        let event = NotificationEvent::InvitationDeclined;
        tell(&ortak, "ada@contoso.example", number, event, declined(&format!("Deal {number}"))).await;
    }
    let page = ada.get("/notifications").await.expect(200);
    assert_eq!(page.all(".lines li").len(), 30);
    let rest = ada.get(&page.attribute("[rel=next]", "href").concat()).await.expect(200);
    assert_eq!(rest.all(".lines li").len(), 2);
    assert!(rest.attribute("[rel=next]", "href").is_empty());
    ada.get("/notifications?after=nonsense").await.expect(200);
}
