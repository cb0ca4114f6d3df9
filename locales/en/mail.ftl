# Mails that tell of what happened. $deal is the reader’s own deal, $organization the other side.

mail-greeting = Hello { $name },
mail-deal-unnamed = a deal without a name
mail-somebody = Another organization

mail-incoming_referral-subject =
    { $lead ->
        [yes] New lead from { $organization }: { $deal }
       *[no] New opportunity from { $organization }: { $deal }
    }
mail-incoming_referral-sentence =
    { $lead ->
        [yes] { $organization } has sent you a lead and waits for your answer.
       *[no] { $organization } has sent you an opportunity and waits for your answer.
    }
mail-incoming_referral-action = Open and answer

mail-invitation_accepted-subject = { $organization } has accepted: { $deal }
mail-invitation_accepted-sentence = { $organization } has accepted your invitation.
mail-invitation_accepted-action = Open the deal

mail-invitation_declined-subject = { $organization } has declined: { $deal }
mail-invitation_declined-sentence = { $organization } has declined your invitation.
mail-invitation_declined-action = Open the deal

mail-invitation_expired-subject = No answer from { $organization }: { $deal }
mail-invitation_expired-sentence = Your invitation has expired: { $organization } did not answer in time.
mail-invitation_expired-action = Open the deal

mail-referral_expiring-subject =
    { $days ->
        [one] 1 day left to answer: { $deal }
       *[other] { $days } days left to answer: { $deal }
    }
mail-referral_expiring-sentence =
    { $days ->
        [one] { $organization } waits for your answer. You have 1 day left.
       *[other] { $organization } waits for your answer. You have { $days } days left.
    }
mail-referral_expiring-action = Open and answer

mail-party_stage_changed-subject = { $organization } moved on: { $deal }
mail-party_stage_changed-sentence = { $organization } has moved to another sales stage.
mail-party_stage_changed-action = Open the deal

mail-party_won-subject = { $organization } has won: { $deal }
mail-party_won-sentence = { $organization } has won its part of the deal.
mail-party_won-action = Open the deal

mail-party_lost-subject = { $organization } has lost: { $deal }
mail-party_lost-sentence = { $organization } has lost its part of the deal.
mail-party_lost-action = Open the deal

mail-added_to_team-subject = You are on the team: { $deal }
mail-added_to_team-sentence = You were added to the team of a deal.
mail-added_to_team-action = Open the deal

mail-webhook_failing-subject =
    { $off ->
        [yes] Webhook switched off
       *[no] Webhook failing
    }
mail-webhook_failing-sentence =
    { $off ->
        [yes] A webhook of your organization could not be delivered again and again, and was switched off. It is no longer told of changes.
       *[no] A webhook of your organization could not be delivered, and the attempts for it are used up.
    }
mail-webhook_failing-action = Open the delivery log

mail-digest-subject =
    { $count ->
        [one] Your day: 1 piece of news
       *[other] Your day: { $count } pieces of news
    }

# Labels of what is named
mail-fact-deal = Deal
mail-fact-customer = Customer
mail-fact-stage = Sales stage
mail-fact-reason = Reason
mail-fact-answer-by = Answer by
mail-fact-webhook = Webhook
mail-fact-error = Last error

mail-why = You get this because { -product } keeps you up to date.
mail-unsubscribe = No more mails of this kind
mail-unsubscribe-digest = No more mails

# The page behind that link
unsubscribe-title = Mails from { -product }
unsubscribe-question = No more mails about “{ $event }”?
unsubscribe-question-digest = No more mails at all?
unsubscribe-button = Stop these mails
unsubscribe-done = You get no more mails about “{ $event }”.
unsubscribe-done-digest = You get no more mails.
unsubscribe-back = In your settings you can switch them on again at any time.
unsubscribe-invalid = This link is not valid. It may have been cut off: copy the whole of it.

# Links that let people in
mail-invitation-subject = { $organization } invites you to Ortak
mail-invitation-sentence = { $organization } works with its partners on Ortak and has made an account for you. Choose a password to begin. The link is good until { $until }.
mail-invitation-action = Set up your account
mail-invitation-why = You get this mail because an administrator of { $organization } entered your address. If you don’t know why, do nothing.
mail-reset-subject = A new password for Ortak
mail-reset-sentence = Somebody, hopefully you, asked for a new password. The link is good until { $until } and works once.
mail-reset-action = Choose a new password
mail-reset-why = If it wasn’t you, do nothing: your password stays as it is.

# News that somebody’s ways to sign in were changed
mail-password-reset-subject = Your password for Ortak was set anew
mail-password-changed-subject = Your password for Ortak was changed
mail-second-factor-added-subject = Two-step sign-in to Ortak was turned on
mail-second-factor-removed-subject = Two-step sign-in to Ortak was turned off
mail-second-factor-reset-subject = Your second factors for Ortak were reset
mail-recovery-codes-renewed-subject = New recovery codes for Ortak were made
mail-passkey-added-subject = A passkey for Ortak was added
mail-passkey-removed-subject = A passkey for Ortak was removed
mail-change-sentence = This happened to your account at { $organization } on { $at }. If it was you, there is nothing to do. If it wasn’t, choose a new password at once, end all other sessions, remove passkeys that you don’t know, and tell an administrator of your company.
mail-change-action = Check how you sign in
mail-change-why = You get this mail whenever your ways to sign in change; it can’t be switched off.
