# What happened to accounts, as the audit log tells it
audit-organization-created = Company created
audit-organization-disabled = Company disabled
audit-organization-enabled = Company enabled
audit-assessments-changed = Approval for assessments changed
audit-contacts-changed = Contacts of a location changed
audit-stage-names-changed = Stage names changed
audit-programme-changed = Programme changed
audit-person-created = Person created
audit-person-invited = Person invited
audit-invitation-renewed = Invitation sent again
audit-invitation-accepted = Invitation accepted
audit-role-changed = Role changed
audit-person-disabled = Person disabled
audit-person-enabled = Person enabled
audit-reset-link-made = Link for a new password made
audit-password-reset = New password set by link
audit-password-changed = Password changed
audit-second-factor-added = Two-step sign-in turned on
audit-second-factor-removed = Two-step sign-in turned off
audit-recovery-codes-renewed = New recovery codes made
audit-passkey-added = Passkey added
audit-passkey-removed = Passkey removed
audit-client-created = API client created
audit-client-secret-renewed = Secret of an API client renewed
audit-client-disabled = API client disabled
audit-client-enabled = API client enabled
audit-client-redirects-changed = Redirect addresses of an API client changed
audit-webhook-registered = Webhook registered
audit-webhook-changed = Webhook changed
audit-webhook-secret-renewed = Signing secret of a webhook renewed
audit-company-changed = Company profile changed
audit-location-added = Location added
audit-location-changed = Location changed
audit-location-retired = Location retired
audit-location-reopened = Location opened again
audit-solution-added = Solution added
audit-solution-changed = Solution changed
audit-solution-judged = Vendor decided on a solution
audit-second-factor-reset = Second factors reset
audit-field-name = Name
audit-field-country = Country
audit-field-currency = Currency
audit-field-city = City
audit-field-contacts = Contacts
audit-field-contactsadded = Contacts added
audit-field-contactsremoved = Contacts removed
audit-field-stages = Stage names
audit-field-published = Published
audit-field-cosellready = Co-sell ready
audit-field-tags = Tags
audit-field-partneranswerdays = Days for partners to answer
audit-field-vendoranswerdays = Days for the vendor to answer
audit-field-earlywinhours = Hours in which winning warns
audit-field-vendorminimumvalueusd = Minimum value in USD
audit-field-autodeclinebelowminimum = Declined below the minimum
audit-deals = Deals
audit-accounts = Accounts
audit-accounts-text = Who changed accounts and settings of your company, the latest first. Entries can’t be changed or removed.
audit-whom = Whom or what
audit-from = Where from
audit-location = Location { $number }
actor-operator = Operator of the server
actor-elsewhere = Somebody outside your company

# Last use of API clients
client-used = Last used

# Proving once more who one is
confirm-title = Confirm that it is you
confirm-text = You are about to change how you sign in. It has been a while since you last proved who you are.
confirm-do = Confirm that it is you
confirm-first = To add a passkey, first confirm that it is you.
confirm-passkey = Confirm with a passkey
confirm-elsewhere = Or sign in once more where your account is:
confirm-no-way = Sign out and in again; then you have ten minutes.
error-wrong-proof = This is not right. Try again, or use another way below.

# What was written when a session had ended
kept-title = Your session had ended, and what you wrote was kept.
kept-text = Nothing has been saved yet: look it over and send it again.
kept-sign-in = Your session has ended. Sign in, and what you wrote is here again.

# Playing a side of a sandbox
sandbox-nobody = Nobody to play yet
sandbox-nobody-text = Ask the vendor or a partner into a deal; then you answer for them here.
play-title = Play { $name }
play-text = What you do here is done by their side. Your own side sees it as it would see theirs.
play-accept-text = Their side takes the deal on.
play-stage = Sales stage
play-stage-do = Mark stage
play-closed = It is closed: nothing more can be done on their side.
play-not-incoming = Their side sent this deal itself.
done-played = Done as the other side.
error-unknown-stage = This is no sales stage.
profile-zone-usual = As usual here ({ $zone })

# Passkeys at a new password
reset-passkeys-text = These let you in without a password and stay registered. Remove those that you don’t know.
reset-passkey-remove = Remove { $name }
