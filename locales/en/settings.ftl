# Settings: navigation
settings-label = Settings
settings-personal = You
settings-profile = Profile
settings-notifications = Notifications
settings-security = Password and security

# Profile
person-name = Name
person-role = Role
profile-text = How others see you, and how these pages look to you.
profile-fixed = An administrator of your company decides your role. Your e-mail is what you sign in with.
profile-phone-hint = With country code, like +90 212 555 01 00. Others see it on deals you work on.
profile-language = Language
profile-time-zone = Time zone
profile-theme = Theme
profile-density = Rows
profile-shortcuts = Keyboard shortcuts
profile-shortcuts-link = See all shortcuts
save-profile = Save profile
theme-system = As my device
theme-light = Light
theme-dark = Dark
density-comfortable = Comfortable
density-compact = Compact

# What somebody is told of
notifications-text = What you are told of, and how.
notifications-event = What happens
channel-in-app = Here
channel-mail = By e-mail
notifications-digest = One e-mail a day
notifications-digest-hint = instead of one for each event.
save-notifications = Save choice

# Password and security
current-password = Current password
new-password = New password
new-password-hint = At least 10 characters, and hard to guess. A few unusual words are good.
password-ends-sessions = Your other sessions end.
change-password = Change password
two-step = Two-step sign-in
two-step-on = On
two-step-off = Off
two-step-text = After your password, a code of an application on your phone is asked for. A stolen password is then worth nothing.
two-step-set-up = Set up two-step sign-in
two-step-manage = Manage two-step sign-in
two-step-how = You need an authenticator application on your phone. On the next page you scan a code with it.
two-step-scan = Scan this with your authenticator application.
two-step-qr = QR code for your authenticator application
two-step-type = Or type this key:
two-step-code = Code
two-step-code-hint = The six digits that the application shows.
two-step-confirm = Turn on two-step sign-in
two-step-is-on = Two-step sign-in is on.
two-step-others-ended = Your other sessions have ended.
two-step-remove = Turn off two-step sign-in
code-or-password = Code or password
code-or-password-hint = To be sure that it is you.
recovery-codes = Recovery codes
recovery-codes-text = Each of these lets you in once when your phone isn’t at hand. Keep them where only you find them.
recovery-codes-left =
    { $count ->
        [0] No recovery codes are left: make new ones.
        [one] { $count } recovery code is left.
       *[other] { $count } recovery codes are left.
    }
recovery-codes-renew = Make new recovery codes
recovery-codes-kept = I have kept them
shown-once = They are shown only now.
passkeys = Passkeys
passkeys-text = Sign in with your fingerprint, face or device PIN, without a password. It is two-step sign-in in one.
passkeys-need-script = Adding a passkey needs scripts and a browser that knows passkeys.
passkeys-need-name = Passkeys need an address with a name: they can’t be had at a bare network address.
passkey-name = Name of the new passkey
passkey-name-hint = Like “work laptop”, to tell it from others.
passkey-name-of = Name of the passkey { $name }
passkey-add = Add passkey
passkey-rename = Rename passkey
passkey-remove = Remove passkey
passkey-problem = The browser gave no passkey: it was cancelled, took too long, or is known already.
added-on = added { $date }
last-used-on = last used { $date }
never-used = never used
sessions = Sessions
session-device = { $browser } on { $system }
session-device-unknown = Unknown browser
session-current = This one
session-seen = last seen { $at }
session-since = since { $at }
session-end = End session
sessions-end-others = End all other sessions

# Before signing in
or = or
sign-in-passkey = Sign in with a passkey
passkey-refused = That passkey doesn’t match an account here.
sign-in-code-text = Open your authenticator application and type its code.
sign-in-code-hint = Or one of your recovery codes.
back-to-sign-in = Back to sign-in
reset-title = Forgot your password?
reset-text = We mail you a link by which you set a new one.
reset-ask = Mail me a link
reset-asked = If that e-mail has an account here, a link is on its way. It is good for an hour.
reset-asked-else = Nothing came? Look among unwanted mails, or ask an administrator of your company for a link.
reset-set-title = Set a new password
reset-set-text = For { $email }. All your sessions end.
reset-set = Set password
invitation-title = Welcome to { $name }
invitation-text = You were invited as { $email }. Choose a password and begin.
invitation-accept = Accept invitation
first-run-title = Welcome to Ortak
first-run-text = Nobody can sign in here yet. You become the first administrator.
first-run-vendor = You will run the programme of { $name }.
first-run-company = The vendor
first-run-person = You
first-run-create = Create account
company-name = Company name
company-id = Id in the API
company-id-hint = A short name by which API clients know the vendor. It can’t be changed later.
company-country = Country
company-currency = Currency

# Notifications
alerts-choose = Choose your notifications
alerts-read-all = Mark all as read
alerts-all = All
alerts-unread = Unread
alerts-none = Nothing new
alerts-none-text = News about your deals appears here.
alert-new = New
alert-mark-read = Mark as read
alert-mark-unread = Mark as unread
newest = Newest
older = Older
alert-unnamed-deal = a deal
alert-somebody = Another company
alert-incoming-referral =
    { $lead ->
        [yes] { $organization } sent you a lead: { $deal }
       *[no] { $organization } sent you an opportunity: { $deal }
    }
alert-invitation-accepted = { $organization } accepted your invitation to { $deal }
alert-invitation-declined =
    { $reason ->
        [none] { $organization } declined your invitation to { $deal }
       *[other] { $organization } declined your invitation to { $deal }: { $reason }
    }
alert-invitation-expired = { $organization } did not answer in time: { $deal }
alert-referral-expiring =
    { $days ->
        [one] { $days } day left to answer { $organization }: { $deal }
       *[other] { $days } days left to answer { $organization }: { $deal }
    }
alert-party-stage-changed = { $organization } is now at { $stage }: { $deal }
alert-party-won = { $organization } won: { $deal }
alert-party-lost = { $organization } lost: { $deal }
alert-added-to-team = You are on the team of { $deal }
alert-webhook-failing =
    { $off ->
        [yes] The webhook { $webhook } was switched off
       *[no] The webhook { $webhook } fails
    }

# Keyboard shortcuts
shortcuts-on = Single keys do something outside of fields.
shortcuts-off = They are switched off.
shortcuts-change = Change this in your profile
shortcuts-everywhere = Everywhere
shortcuts-lists = In lists
shortcuts-deal = On a deal
shortcut-search = Search
shortcut-palette = Command palette
shortcut-new-deal = New deal
shortcut-inbound = Inbound deals
shortcut-outbound = Outbound deals
shortcut-favourites = Favourites
shortcut-board = Board
shortcut-shortcuts = These shortcuts
shortcut-next = Next deal
shortcut-previous = Previous deal
shortcut-open = Open deal
shortcut-favourite = Mark as favourite
shortcut-accept = Accept
shortcut-decline = Decline
shortcut-edit = Edit

# What the page before has done
done-password-changed = Password changed. Your other sessions have ended.
done-password-set = Password set. Sign in with it.
done-session-ended = Session ended.
done-sessions-ended = All other sessions have ended.
done-two-step-removed = Two-step sign-in is off.
done-passkey-added = Passkey added.
done-passkey-removed = Passkey removed.
done-all-read = All marked as read.

# What can't be done as things stand
error-page-refused-title = That can’t be done now
error-page-refused-now = Go back. Nothing was changed.
conflict-link-not-good = The link has been used, has run out, or was replaced by a newer one. Ask for a new one.
conflict-no-password = You have no password yet. Ask for a link for a new password.
conflict-second-factor-enabled = Two-step sign-in is on already. Turn it off first.
conflict-second-factor-not-begun = The set-up was begun anew elsewhere. Begin again.
conflict-second-factor-disabled = Two-step sign-in is off.
conflict-too-many-passkeys = You have as many passkeys as a person may have. Remove one first.
conflict-last-passkey = This passkey is your only way in. Set a password first.

# What is wrong with a field
error-wrong-password = This is not your current password.
error-password-too-short = A password has at least 10 characters.
error-password-too-weak = This is easy to guess. Choose something longer or less common.
error-password-unchanged = This is your current password. Choose another.
error-wrong-code = The code is not right, or was used already. Wait for the next one.
error-unknown-language = Choose one of the languages.
error-unknown-theme = Choose one of the themes.
error-unknown-density = Choose comfortable or compact.
error-unknown-time-zone = Choose one of the time zones, like Europe/Istanbul.
error-passkey-missing = The browser made no passkey. Try again, or use another browser.
error-passkey-not-valid = The passkey could not be verified. Try again.
error-passkey-known = This passkey is registered already.
error-invalid-id = Only letters, digits, hyphens and underscores, at most 64.

# Settings: the company
settings-of-company = Company
settings-company = Company and locations
settings-people = People
settings-solutions = Solutions
settings-stages = Stage names
settings-api-clients = API clients
settings-webhooks = Webhooks
settings-audit = Audit log
settings-sandbox = Sandbox
company-text = What others find you by.
partner-number = Partner number
company-since = Here since
assessments = Solution assessments
assessments-are-approved = Approved
assessments-not-approved = Not approved
locations = Locations
locations-text = Contacts are told of new opportunities at a location when nobody is on the team.
location-contacts = Contacts
location-contacts-hint = One e-mail a line.
save-contacts = Save contacts
solutions-text = What you can put on deals. The vendor decides what is co-sell ready.
solutions-none = No solutions yet
solutions-none-text = Add what you sell; then the vendor decides whether it is co-sell ready.
solution-id = Id
solution-state = State
solution-tags = Tags
solution-published = Published
solution-unpublished = Not published
solution-co-sell-ready = Co-sell ready

# People
people-text = Who signs in for your company, and what they may do.
person-state = State
person-seen = Last seen
person-invite = Invite person
person-invite-text = They get a link by which they choose a password.
person-invite-do = Send invitation
member-active = Active
member-invited = Invited
member-disabled = Disabled
access-locations = Locations
access-locations-hint = None chosen: the whole company.
access-everywhere = The whole company
member-access = Role and locations
member-sessions-end = Their sessions end, and they sign in anew.
save-access = Save role
member-sign-in = Signing in
member-invited-text = They have not chosen a password yet.
member-active-text = A link lets them set a new password. Disabling ends their sessions at once.
member-disabled-text = They can’t sign in. Everything they did stays.
member-resend = Send invitation again
member-reset = Make link for a new password
member-disable = Disable person
member-enable = Enable person
link-invite-title = { $name } is invited
link-reset-title = New password for { $name }
link-text = This link is mailed to them where mail is set up. You may also hand it over yourself, to nobody else.
link-good-until = Good until { $at }.
back-to-people = Back to people

# Stage names
stages-text = Your own names for sales stages. Programs may send them; they mean the standard stage.
stages-hint = Leave a name empty to remove it. Save to get more rows.
stage-number = Stage name { $number }
stage-own-name = Your name
stage-means = Means
save-stages = Save stage names

# API clients
clients-text = Applications that call the API for your company.
clients-docs = API documentation
clients-none = No API clients yet
clients-none-text = Create one to connect a CRM or a script.
client-new = New API client
client-new-text = It may do what its role allows. Its secret is shown once.
client-name-hint = What it is for, like “CRM”.
client-create = Create API client
client-since = Created
client-enabled = Enabled
client-id = Client ID
client-secret = Client secret
client-token-url = Token address
client-secret-once = The secret is shown only now.
client-secret-keep = Keep it like a password. Lost, it can only be renewed.
client-secret-kept = I have kept it
client-renew = Renew secret
client-renew-hint = The old secret stops working at once.
client-disable = Disable API client
client-enable = Enable API client
client-redirects = Signing people in
client-redirects-text = Where people’s browsers may be sent back to, when they let this application act for them.
client-redirect-uris = Redirect addresses
client-redirect-uris-hint = One a line: https, http://127.0.0.1 or a scheme like com.example.app.
client-public = It can keep no secret
client-public-hint = An application on people’s own machines or phones.
client-redirects-save = Save addresses

# Webhooks
webhooks-text = Addresses that are told when deals change.
webhook-yours = Your own webhook
webhook-of = Whose
webhook-url = Address
webhook-url-hint = An address of https that answers with 2xx.
webhook-none = Not registered
webhook-on = On
webhook-off = Switched off
webhook-off-since = Switched off { $at }
webhook-off-gone = The receiver answered that it is gone for good. Save to switch it on again.
webhook-off-failing = Three deliveries in a row failed for good. Save to switch it on again.
webhook-events = Events
webhook-event-referral-created = A deal of yours was created
webhook-event-referral-updated = A deal of yours changed
webhook-event-related-referral-created = Another party joined a deal
webhook-event-related-referral-updated = Another party’s deal changed
webhook-event-test-created = Test
webhook-header = Signature in x-ms-signature
webhook-header-hint = instead of Authorization.
webhook-register = Register webhook
webhook-save = Save webhook
webhook-secret = Signing secret
webhook-secret-text = Requests are signed with it (Standard Webhooks). A new one is used at once.
webhook-secret-show = Show secret
webhook-secret-renew = Renew secret
webhook-test = Send test
deliveries = Deliveries
deliveries-none = Nothing was sent so far.
delivery = Delivery
delivery-at = When
delivery-event = Event
delivery-attempts = Attempts
delivery-pending = Waiting
delivery-delivered = Delivered
delivery-failed = Failed
delivery-cancelled = Cancelled
delivery-id = Id
delivery-next = Next attempt
delivery-done = Done
delivery-not-tried = Not tried yet.
delivery-body = What is sent
delivery-replay = Send again
milliseconds = { $count } ms
replay-since = Since when
replay-failed = Send failed ones again
last-days =
    { $days ->
        [one] Last { $days } day
       *[other] Last { $days } days
    }

# Audit log
audit-text = Who did what on your company’s deals, the latest first.
audit-none = Nothing happened yet
audit-what = What
audit-who = Who
audit-when = When

# Sandbox
sandbox-text = Your company is a sandbox: everything can be tried here, and nothing leaves it.
sandbox-clock = Clock
sandbox-now = It shows
sandbox-ahead = Ahead by
sandbox-days = Move forward by days
sandbox-days-hint = Answers that are due by then run out. It can’t go back.
sandbox-advance = Move clock forward
sandbox-play = Play the other side
sandbox-play-text = Answer, move stages and win as the vendor or a partner whom you have asked. Over the API the header ortak-act-for does the same.

# Programme of the vendor
programme-settings = Windows and thresholds
programme-partners = Partners
programme-catalogue = Solutions and assessments
programme-partner-days = Days for a partner’s answer
programme-vendor-days = Days for the vendor’s answer
programme-days-hint = 1 to 365
programme-early-hours = Hours in which a win is early
programme-early-hint = Winning a younger deal warns.
programme-minimum = Least value of a request, in US dollars
programme-minimum-hint = Below it the vendor is not asked to help.
programme-auto-decline = Decline smaller requests at once
programme-auto-decline-hint = Otherwise they wait like others.
programme-applies = Holds for what is sent from now on.
programme-who-changes = Programme admins change these.
save-programme = Save programme
partners-none = No partners yet
partners-none-text = Your operator adds them.
assessments-approve = Approve assessments
assessments-withdraw = Withdraw approval
assessment-types = Assessment types
vendor-solutions = Solutions of the vendor
actions = Actions

# Letting an application act
consent-title = Allow access
consent-asks = { $name } wants to act for you
consent-you = You are signed in as { $name }.
consent-text = It will see and do what you may on deals, until an administrator disables it.
consent-goes-to = You go on to { $destination }.
consent-allow = Allow access
consent-deny = Deny access
consent-refused-title = The application can’t be let in
consent-refused-now = Tell whoever runs the application. You were sent nowhere.
consent-unknown-client = The application is unknown here, or disabled.
consent-redirect-uri-mismatch = The address to go back to is not registered for the application.

# Signing in elsewhere
sign-in-with = Sign in with { $name }
sign-in-with-unknown = You proved who you are, but there is no account here with your e-mail. Ask an administrator of your company.
sign-in-with-stale = That took too long, or began in another browser. Begin again.
sign-in-with-denied = You were not signed in there.
sign-in-with-refused = What came back could not be accepted. Your operator sees why.
sign-in-with-unavailable = The other side can’t be reached right now. Try again, or sign in another way.

styleguide = Styleguide

done-person-disabled = Disabled. Their sessions have ended.
done-person-enabled = Enabled. They can sign in again.
done-client-disabled = API client disabled.
done-client-enabled = API client enabled.
done-webhook-saved = Webhook saved. It is on.
done-webhook-tested = Test sent. Its delivery is listed below.
done-webhook-replayed = It is sent again.
done-clock-moved = Clock moved forward.
done-assessments-approved = Assessments approved.
done-assessments-withdrawn = Approval withdrawn.

conflict-last-admin = Somebody who can sign in must be able to manage the company. Make another administrator first, who has signed in once.
conflict-not-invited = They have come already, or are disabled.
conflict-test-not-subscribed = A test needs a webhook that is on and has the event “Test”.
conflict-delivery-pending = It is still being tried.

error-email-taken = Somebody on this server has this e-mail already. Use another, or look among your people.
error-unknown-role = Choose one of the roles.
error-role-does-not-fit = Your company has no such role. Choose one of those shown.
error-unknown-location = Your company has no such location. Choose one of those shown.
error-standard-stage-name = This is the standard name of another stage. Choose another name.
error-duplicate-name = This name stands for a stage already. Choose another.
error-webhook-target = This can’t be an address of a webhook: it must be a public one, with https.
error-invalid-redirect-uri = An address must begin with https, http://127.0.0.1, or a scheme like com.example.app.
error-out-of-range = From { $least } to { $most }.
