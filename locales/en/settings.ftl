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
company-id-hint = A short word by which clients name the vendor. It stays.
company-country = Country
company-country-hint = Two letters, like DE or TR.
company-currency = Currency

# Notifications
alerts-choose = Choose what you are told of
alerts-read-all = Mark all as read
alerts-all = All
alerts-unread = Unread
alerts-none = Nothing new
alerts-none-text = What happens on your deals is told here.
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
error-password-unchanged = This is your current password.
error-wrong-code = The code is not right, or was used already.
error-unknown-language = Choose one of the languages.
error-unknown-theme = Choose one of the themes.
error-unknown-density = Choose one of these.
error-unknown-time-zone = This is no time zone.
error-passkey-missing = The browser made no passkey.
error-passkey-not-valid = The passkey could not be verified. Try again.
error-passkey-known = This passkey is registered already.
error-invalid-id = Only letters, digits, hyphens and underscores, at most 64.
