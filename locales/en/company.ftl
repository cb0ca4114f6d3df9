# The company’s own account
thing-name = Name
company-profile = Profile
company-name-hint = Deals keep the name under which they were opened.
company-fixed = What others decide
company-fixed-partner = The operator of the server assigns ids and partner numbers; the vendor’s programme admins approve solution assessments.
company-fixed-vendor = The operator of the server assigns the id.
save-company = Save profile
location-add = Add location
location-number = Partner number { $number }
location-number-hint = 1 to 20 digits, as the vendor gave it to this location. Deals are sent to it by this number: it can’t be changed later.
location-name-hint = At most 255 characters.
location-city = City
location-place = City and country
location-contacts-none = Nobody
location-open = Open
location-retired = Retired
location-deals = Deals
location-open-text = New deals can be opened at this location and sent to it.
location-retired-text = Retired on { $date }: no new deal belongs to it. Its deals stay as they are.
location-retire = Retire location
location-reopen = Open location again
locations-none = No locations yet
locations-none-text = Every deal belongs to a location. Add the first one.
save-location = Save location
done-location-added = Location added.
done-location-retired = Location retired.
done-location-reopened = Location opened again.
solution-add = Add solution
assessment-add = Add assessment type
solution-name-hint = As customers know it. At most 255 characters. Deals keep the name under which it was chosen.
solution-publish = Publish
solution-publish-hint = Only what is published can be chosen for deals.
solution-publish-do = Publish solution
solution-withdraw = Withdraw solution
solution-judged = What the vendor decides
solution-judged-hint = The vendor’s programme admins decide whether it is co-sell ready, and its incentive tags.
solution-on-deals = On deals
solution-published-text = It can be chosen for deals, once it is co-sell ready.
solution-unpublished-text = It can’t be chosen for new deals. Deals that have it keep it.
solutions-text-vendor = What you and partners can put on deals.
save-solution = Save solution
done-client-made-before = This API client has been created already, and its secret was shown then. Renew it if you don’t have it.
done-solution-added = Solution added.
done-solution-withdrawn = Solution withdrawn.
done-solution-published = Solution published.

# What the programme decides on solutions
partner-sells-nothing = No solutions yet: the partner’s administrators add them.
judge-text = What this solution counts for. Deals that are open are judged by it at once.
judge-ready-hint = Partners open deals and offer each other solutions only with what is co-sell ready.
judge-tags-hint = A deal with a solution that has one of these is eligible for incentives, when the other conditions hold too.
judge-do = Decide on readiness and tags
save-judgement = Save decision

# People’s second factors
member-has-totp = An authenticator application.
member-passkeys =
    { $count ->
        [one] { $count } passkey.
       *[other] { $count } passkeys.
    }
member-factors-text = If they have lost their phone or key, take their second factors away. Make sure first that it is really they who ask.
member-factors-own = Nobody takes their own second factors away here: another administrator does, or you under Password and security.
member-reset-factors = Reset second factors
done-factors-reset = Second factors reset.
two-step-remove-text = From then on your password alone lets you in, and your recovery codes are worth nothing.
recovery-codes-renew-text = New ones replace those that you have.

# The question before something ends: -text has a sentence a line
ask-location-retire-title = Retire { $name }?
ask-location-retire-text =
    No new deal can be opened at this location or sent to it.
    Its deals stay as they are, and whoever works on them still does.
    You can open it again at any time.
ask-location-retire-do = Retire location
ask-solution-withdraw-title = Withdraw { $name }?
ask-solution-withdraw-text =
    It can no longer be chosen for deals.
    Deals that have it keep it.
    Without any published, co-sell ready solution your company can’t open deals.
ask-solution-withdraw-do = Withdraw solution
ask-person-disable-title = Disable { $name }?
ask-person-disable-text =
    They are signed out everywhere at once and can’t sign in any more.
    Applications that act for them, and links that they were sent, stop working.
    Their deals and what they did stay. You can enable them again.
ask-person-disable-do = Disable person
ask-factors-reset-title = Reset the second factors of { $name }?
ask-factors-reset-text =
    Their authenticator application, recovery codes and passkeys are removed.
    They are signed out everywhere, and sign in with their password alone until they set up a second factor again.
    They are told by e-mail. It can’t be undone.
ask-factors-reset-do = Reset second factors
ask-passkeys-reset-title = Reset the passkeys of { $name }?
ask-passkeys-reset-text =
    Their passkeys are removed, with an authenticator application and recovery codes where they have them.
    They are signed out everywhere. They have no password: they choose one by a link, which you can make right afterwards.
    They are told by e-mail. It can’t be undone.
ask-passkeys-reset-do = Reset passkeys
ask-password-link-title = { $name } has no password
ask-password-link-text =
    They have no passkey any more either.
    Make a link by which they choose a password. It is mailed to them where mail is set up, and you may hand it over yourself.
ask-password-link-do = Make link for a new password
ask-client-disable-title = Disable { $name }?
ask-client-disable-text =
    It is refused from now on, also with the tokens that it holds.
    What people gave it, it has to ask them for anew.
    You can enable it again.
ask-client-disable-do = Disable client
ask-client-renew-title = Make a new secret for { $name }?
ask-client-renew-text =
    The secret that it uses now is worth nothing at once: it can’t get tokens until it has the new one.
    Tokens that it holds are good for up to an hour.
    The new secret is shown once.
ask-client-renew-do = Make new secret
ask-webhook-renew-title = Make a new signing secret for { $name }?
ask-webhook-renew-text =
    Everything sent from now on is signed with the new one.
    The receiver refuses it until it knows the new secret.
ask-webhook-renew-do = Make new signing secret
ask-session-end-title = End the session in { $name }?
ask-session-end-text =
    That browser is signed out at once.
    What was written there and not saved is lost.
ask-session-end-do = End session
ask-sessions-end-title = End all other sessions?
ask-sessions-end-text =
    Every other browser is signed out at once; this one stays.
    Applications that act for you have to ask you anew.
ask-sessions-end-do = End all other sessions
ask-passkey-remove-title = Remove the passkey { $name }?
ask-passkey-remove-text =
    You can’t sign in with it any more.
    Delete it on the device too: there it looks as if it still worked.
ask-passkey-remove-do = Remove passkey
ask-assessments-withdraw-title = Withdraw the approval of { $name }?
ask-assessments-withdraw-text =
    They can’t create solution assessments any more.
    Assessments that are open stay as they are.
ask-assessments-withdraw-do = Withdraw approval

# Refusals
conflict-last-location = Every deal belongs to a location, so one stays open. Add another first, or open a retired one again.
conflict-own-second-factor = Nobody resets their own second factors. Ask another administrator, or turn it off under Password and security.
conflict-vendor-has-no-locations = Locations are places of business of partners.
error-retired-location = This location is retired. Choose one that is open.
error-partner-number-taken = This number belongs to a company or location already. Look whether a digit is wrong.
error-unknown-tag = This is no incentive tag of the programme.
error-changed-meanwhile = This has been changed to “{ $now }” meanwhile. Look at what the form shows now, and save again to have it so.
error-changed-meanwhile-by = { $who } has changed this to “{ $now }” meanwhile. Look at what the form shows now, and save again to have it so.
error-changed-meanwhile-yourself = You have changed this to “{ $now }” in another window. Look at what this form shows now, and save again to have it so.
error-removed-meanwhile = This name was removed meanwhile. Save again to have it all the same, or clear it.
error-needed-meanwhile = The name that you removed was changed meanwhile. Save again to keep it, or clear it first.

# Fields, as summaries of errors call them
field-country = Country
field-currency = Currency
field-city = City
field-contacts = Contacts
field-tags = Tags
field-role = Role
field-locations = Locations
field-stages-name = Your name for a stage
field-stages-stage = What it means
field-partneranswerdays = Days for a partner’s answer
field-vendoranswerdays = Days for the vendor’s answer
field-earlywinhours = Hours in which a win is early
field-vendorminimumvalueusd = Least value of a request
