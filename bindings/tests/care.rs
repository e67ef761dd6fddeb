//! The realm `care` as an app calls it, without a network.

#![allow(clippy::unwrap_used, reason = "a test that fails says so")]

use std::sync::Arc;

use usalama::care::NewReferral;
use usalama::{ErrorCode, Usalama, UsalamaError, new_key};
use usalama_core::model::referral::{AgeBand, CentreWarning, ConsentBy, ConsentScope, Danger, Need, ReferralState};
use usalama_core::store::Delivery;
use uuid::Uuid;

fn code<T: std::fmt::Debug>(result: Result<T, UsalamaError>) -> (ErrorCode, Option<String>) {
    let UsalamaError::Failed { code, refusal, .. } = result.unwrap_err();
    (code, refusal.map(|refusal| refusal.code.code().to_owned()))
}

async fn open(folder: &tempfile::TempDir) -> Arc<Usalama> {
    let directory = folder.path().display().to_string();
    Usalama::open(directory, new_key().unwrap(), None, false).await.unwrap()
}

fn to_nowhere(age_band: AgeBand) -> NewReferral {
    NewReferral {
        need: Need::Alcohol,
        facility: Uuid::from_u128(1),
        service: Uuid::from_u128(2),
        pseudonym: "Simba".to_owned(),
        age_band,
        for_self: true,
        priority: None,
        intake: None,
        transport_needed: false,
        sex: None,
        contact: None,
        preferred_lang: None,
        cost_note: None,
        notes: Some("Baada ya kazi".to_owned()),
        danger: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_waits_on_the_phone_for_consent_and_for_a_centre_that_is_accredited() {
    let folder = tempfile::tempdir().unwrap();
    let usalama = open(&folder).await;
    let drafted = usalama.draft_referral(to_nowhere(AgeBand::From18)).await.unwrap();
    assert_eq!((&drafted.state, &drafted.delivery), (&ReferralState::Draft, &Delivery::Draft));
    assert_eq!((drafted.pseudonym.as_deref(), drafted.preferred_lang.as_deref()), (Some("Simba"), Some("sw-KE")));
    assert_eq!(drafted.notes.as_deref(), Some("Baada ya kazi"));
    let id = drafted.id;
    let no = |code: &str| (ErrorCode::Refused, Some(code.to_owned()));
    assert_eq!(code(usalama.send_referral(id, false, false).await), no("no_consent"));
    let scope = vec![ConsentScope::Centre];
    let agreed = usalama.consent_to_referral(id, ConsentBy::Own, "1".to_owned(), scope.clone()).await.unwrap();
    assert_eq!((agreed.state, agreed.consent_scope), (ReferralState::Consented, scope.clone()));
    // This phone knows no centre.
    assert_eq!(code(usalama.send_referral(id, true, false).await), (ErrorCode::NotAccredited, None));
    let check = usalama.check_centre(Uuid::from_u128(1), Uuid::from_u128(2), None).await.unwrap();
    assert_eq!((check.warning, check.can_be_overridden), (Some(CentreWarning::NotInDirectory), false));

    let child = usalama.draft_referral(to_nowhere(AgeBand::Under18)).await.unwrap().id;
    let alone = usalama.consent_to_referral(child, ConsentBy::Own, "1".to_owned(), scope).await;
    assert_eq!(code(alone), no("guardian_needed"));
    let danger = NewReferral { danger: Some(Danger::Overdose), ..to_nowhere(AgeBand::From35) };
    assert_eq!(usalama.change_referral_draft(child, danger).await.unwrap().priority.unwrap().code(), "stat");
    assert_eq!(usalama.referrals(50).await.unwrap().len(), 2);
    usalama.discard_referral_draft(child).await.unwrap();
    assert_eq!(code(usalama.referral(child).await), (ErrorCode::NotFound, None));
    let local = NewReferral { contact: Some("0712".to_owned()), ..to_nowhere(AgeBand::From18) };
    assert_eq!(code(usalama.draft_referral(local).await), (ErrorCode::Invalid, None));

    let token = usalama.attendance_token().await.unwrap();
    assert!(token.starts_with("UT1.") && token == usalama.attendance_token().await.unwrap());
    assert_ne!(token, usalama.renew_attendance_token().await.unwrap());
    let sheet = usalama.open_attendance("Elimu rika".to_owned(), "Pombe".to_owned()).await;
    assert_eq!(code(sheet), no("no_grant"));
    assert_eq!(usalama.care_sync_status().await.unwrap().unsent, 0);
}
