# The frame of the pages

skip-to-content = Skip to content
nav-label = Main
nav-open = Open navigation
nav-home = Home
nav-deals = Co-sell opportunities
nav-requests = Requests
nav-pipeline = Pipeline
nav-programme = Programme
nav-settings = Settings
nav-narrow = Narrow navigation
nav-wide = Wide navigation
palette-label = Go to a page or deal
palette-none = No page and no deal fits. Enter searches in all deals.
shortcuts-close = Close shortcuts
nav-saved-views = Saved views
breadcrumb = You are here
search-label = Search
search-placeholder = Search deals, customers, people
new-deal = New deal
alerts = Notifications
alerts-count =
    { $count ->
        [0] Notifications
        [one] Notifications, { $count } unread
       *[other] Notifications, { $count } unread
    }
person-menu = Your menu
menu-profile = Profile
menu-security = Password and security
menu-shortcuts = Keyboard shortcuts
theme-switch-light = Light theme
theme-switch-dark = Dark theme
density-switch-compact = Compact rows
density-switch-comfortable = Comfortable rows
sign-out = Sign out
optional = optional
required = required
yes = Yes
no = No
cancel = Cancel
close = Close
edit = Edit
save-changes = Save changes
request-id = Request ID
form-has-errors = Please correct the following

# Signing in
sign-in = Sign in
sign-in-refused = That e-mail and password don’t match an account here.
sign-in-wait =
    { $seconds ->
        [one] Too many attempts. Try again in { $seconds } second.
       *[other] Too many attempts. Try again in { $seconds } seconds.
    }
email = E-mail
password = Password
forgot-password = Forgot your password?

# Pages that say why there is no page
error-go-home = Go to the first page
error-page-sign-in-title = Please sign in
error-page-sign-in-why = This page is only for people who are signed in.
error-page-sign-in-now = Sign in and open it again.
error-page-stale-form-title = This form is too old
error-page-stale-form-why = The page was open while your session ended or began anew, so what it sent was not accepted.
error-page-stale-form-now = Go back, load the page again, and send the form once more. Nothing was changed.
error-page-not-found-title = There is nothing here
error-page-not-found-why = The address is wrong, or what was here is not within your reach.
error-page-not-found-now = Check the address, or ask a colleague with access.
error-page-forbidden-title = You can’t do this
error-page-forbidden-why = Your role doesn’t allow it.
error-page-forbidden-now = An administrator of your company can change your role.
error-page-invalid-title = That can’t be done as it is
error-page-invalid-why = Something in what was sent is not valid.
error-page-invalid-now = Go back and correct it. Nothing was changed.
error-page-conflict-title = The deal has changed meanwhile
error-page-conflict-why = Somebody else changed or closed it after you opened the page.
error-page-conflict-now = Open the deal again to see how it stands. Nothing of yours was saved.
error-page-too-many-title = Too many requests
error-page-too-many-why = More was asked than the server allows in a short time.
error-page-too-many-now = Wait a moment and try again.
error-page-unavailable-title = Not available right now
error-page-unavailable-why = The database can’t be reached or can’t write.
error-page-unavailable-now = Try again in a minute. Your operator sees why.
error-page-internal-title = Something went wrong on our side
error-page-internal-why = The fault is ours, and it was logged.
error-page-internal-now = Try again. If it stays, give your operator the request id.

# What the page before has done
done-saved = Saved.
done-stage-marked = Stage marked.
done-shared = Vendor sellers can now view this deal.
done-accepted = Accepted. The deal is yours to work on.
done-declined = Declined. The sender is told.
done-won = Won. Congratulations!
done-lost = Marked as lost.
done-team-saved = Team saved.

# Home
home-hello = Hello, { $name }
home-tiles = What waits
home-waiting = Waiting for my answer
home-nearest = nearest: { $left } left
home-closing = Closing this month
home-closing-note = active, by estimated close date
home-stale = Stale deals
home-stale-note = active, unchanged for 30 days
home-unanswered = Waiting for others
home-unanswered-note = my requests without an answer
home-shared = Shared by partners
home-shared-note = partner-led, to view
home-next = Next for you
home-all-deals = All deals

# Lists
list-tabs = Deals
tab-inbound = Inbound
tab-outbound = Outbound
tab-favourites = Favourites
tab-all = All
board = Board
table = Table
favourite = Favourite
column-deal = Deal
column-type = Type
column-status = Status
column-value = Value
column-closes = Close date
column-location = Location
column-team = Team
column-others = Other parties
column-answer-by = Answer in
incomplete-why = A solution or a complete team member is missing
deals-count =
    { $count ->
        [one] { $count } deal
       *[other] { $count } deals
    }
pages = Pages
previous-page = Previous
next-page = Next
clear-filters = Clear filters
filter-words = Words in deals
filter-is = is { $value }
filter-from = From
filter-to = To
filter-since = From
filter-until = To
filter-apply = Apply filter
filter-more = More filters
filter-apply-all = Apply filters
filter-remove = Remove filter
filter-status = Status
filter-type = Type
filter-stage = Stage
filter-country = Country
filter-value = Value
filter-closes = Close date
filter-created = Created
filter-team = Team member
filter-campaign = Campaign
filter-solution = Solution
filter-location = Location
empty-match-title = No deal matches
empty-match-text = No deals match these filters.
empty-first-title = Nothing here yet
empty-first-text = Deals that you open or are sent appear here.
board-more = { $count } more in the table
board-hint = Drag a card to another stage, or focus it and press M and an arrow key. Won and Lost ask first.

# Deal
deal-tabs = Deal
tab-overview = Overview
tab-activity = Activity
tab-sharing = Sharing
lifecycle = Lifecycle
mark-stage = Mark this stage
closes-on = closes { $date }
closes-in =
    { $days ->
        [0] today
        [one] in { $days } day
       *[other] in { $days } days
    }
answer-within = { $left } to answer
status-waiting = Waiting
status-waiting-for-you = Waiting for you
party-invited = Invited · { $left } left
party-invited-open = Invited
party-accepted = Accepted
party-at-stage = At { $percent }
since = since { $date }
edit-deal = Edit deal
mark-won = Mark won
mark-lost = Mark lost
accept-action = Accept deal
decline-action = Decline deal
frozen-title = This deal is closed
frozen-text = Nothing of it can be changed any more.
closing-reason = Reason: { $reason }
shared-by = Shared by { $name }
shared-read-only = You can view this deal, but not change it. Notes, CRM ID and campaign stay with the partner.
invitation-notes = What they ask for
details = Details
customer = Customer
solutions = Solutions
change-solutions = Change solutions
no-solutions = No solution is named yet.
team = Team
edit-team = Edit team
no-team = Nobody is on the team yet.
other-sides = Other parties
vendor = vendor
sell-together = Sell together
ask-vendor = Ask the vendor for help
ask-vendor-text = The vendor gets a request of its own to answer, and this becomes a co-sell deal.
invite-partner = Invite a partner
let-vendor-view = Let vendor sellers view
set-at-creation = set at creation
deal-name = Deal name
field-name = Name
field-address = Address
field-invited-by = Sent by
field-help = Help asked for
field-location = Location
field-reason = Reason
field-details-dealvalue = Estimated value
field-details-currency = Currency
field-details-closingdatetime = Estimated close
field-details-notes = Notes
field-details-requirements-solutions = Solutions
field-externalreferenceid = CRM ID
field-campaignid = Campaign ID
field-team = Team
field-status = Status
field-substatus = Substatus
field-statusreason = Reason
field-salesstage = Sales stage
field-expirationdatetime = Answer by
field-accepteddatetime = Accepted
field-closeddatetime = Closed
field-invitations = Invited
field-customerprofile-team = Customer contacts
field-consent-consenttotoshareinfowithothers = Customer’s consent to share
field-consent-consenttosharereferralwithmicrosoftsellers = Vendor sellers may view
field-consent-consenttocontact = Customer’s consent to contact
stays-here = Only your company sees it.
notes-stay-here = Only your company sees these notes.
first-name = First name
last-name = Last name
phone = Phone
person-number = Person { $number }

help-workloadspecificvalueproposition = Workload-specific value proposition
help-customertechnicalarchitecture = Technical architecture
help-proofofconceptordemo = Proof of concept or demo
help-quotesorlicensing = Quotes or licensing
help-postsalescustomersuccess = Customer success after the sale
help-generalorother = General or other
help-unknown = No help needed now

obstacle-terminal_state = The deal is closed, and nobody is invited into it any more.
obstacle-incoming_deal = Only the company that started the engagement invites others.
obstacle-assessment_not_shared = A solution assessment is not shared.
obstacle-already_invited = They take part already.

reason-explained-no_relationship = The vendor has no business with this customer so far. You can go on alone, or ask again when that changes.
reason-explained-no_seller = The customer has no seller of its own at the vendor. You can go on alone; asking again won’t help unless that changes.

deal-event-created = Created
deal-event-imported = Imported
deal-event-changed = Changed
deal-event-invited = Invited another company
deal-event-received = Opened by the recipient
deal-event-accepted = Accepted
deal-event-declined = Declined
deal-event-won = Won
deal-event-lost = Lost
deal-event-expired = Expired
actor-system = Ortak
actor-client = { $name } (application)
actor-other-side = Another party

sees-everything = Everything on these pages.
sees-not-private = Never your own notes, CRM ID or campaign.
sees-nobody-else = Nobody else sees anything of this deal.

# Actions on a deal
stale-title = Somebody else was faster
stale-text = The deal has changed since you opened it. Look at it again, then decide once more.
changed-meanwhile-title = The deal has just changed
changed-meanwhile-text = Somebody else saved something while this form was open. What you type stays; if both changed the same, you will be asked.
look-at-deal = Look at the deal
accept-title = Accept this deal
accept-text = You become the contact of your side. Once accepted, the others see your name, e-mail and phone.
accept-more = Change the deal’s name, value, close date or CRM details
contact-shown = Shown to the other parties.
decline-title = Decline this deal
decline-text = The sender is told that you declined. It can’t be taken back, but they may ask again.
reason-note = Note
reason-note-hint = Needed when the reason is “Other”.
won-title = Mark as won
lost-title = Mark as lost
close-freezes = Name, value, close date, notes, team, solutions and stage of your deal become frozen for good. The others’ deals go on.
won-early =
    { $hours ->
        [one] The deal is younger than { $hours } hour: its registration may be rejected. You may go on.
       *[other] The deal is younger than { $hours } hours: its registration may be rejected. You may go on.
    }
share-title = Let vendor sellers view this deal
share-not-undone = Sharing can’t be taken back.
edit-title = Edit deal
merge-text = You and somebody else changed the same at once. Choose what holds; everything else is kept from both.
merge-before = Before: { $value }
merge-mine = Mine
merge-theirs = Theirs
team-title = Team
team-text = People of your company who work on this deal. Each needs name, e-mail and phone.
save-team = Save team

# What is wrong with a field
error-required = This is needed.
error-required-details-requirements-solutions = Choose at least one solution.
error-note-required = Say what the other reason is.
error-immutable = This can’t be changed after creation.
error-not-reversible = This can’t be taken back.
error-too-long = At most { $max } characters; this has { $is }.
error-too-many-items = At most { $max } of these; there are { $is }.
error-invalid-character = This holds a character that can’t be stored (U+0000). Type it anew.
error-invalid-date = This is not a date. Write it as year-month-day, like 2026-11-30.
error-invalid-email = This is not an e-mail address. It looks like name@company.com.
error-invalid-phone = This is not a phone number: 3 to 20 digits, like +90 212 555 01 00.
error-invalid-country = Choose one of the countries.
error-invalid-currency = Choose one of the currencies.
error-invalid-duns = A D-U-N-S number has 9 digits.
error-invalid-cursor = This place of the list is gone; this is its beginning.
error-not-a-number = This is not a number. Use digits, like 25000.
error-amount-negative = At least 0: an amount can’t be negative.
error-amount-too-large = At most 999,999,999,999.9999.
error-amount-too-precise = At most four decimals.
error-unknown-filter-value = One of the filters has a value that is not known.
error-unknown-value = This is not one of the values that it can have.
error-empty-member = Name the person.
error-team-required = At least one person must stay on the team.
error-assessment-stages-open = An assessment is won only after all four stages.
error-sales-stage-out-of-order = The stages of an assessment come one after the other.

# Many deals at once, views, exports
done-bulk = Done for all selected deals.
done-view-saved = View saved.
done-view-deleted = View deleted.
select = Select
select-all = Select all on this page
select-deal = Select { $name }
bulk-title = Selected deals
bulk-summary = Done for { $done } of { $all }
bulk-outcome = Outcome
bulk-done = Done
bulk-selected = Selected
bulk-favourite = Mark as favourite
bulk-unfavourite = Unmark
bulk-stage = Move to stage
bulk-assign-me = Add me to the team
back-to-list = Back to the list
save-view = Save view
manage-views = Manage views
view-new-title = Save this view
view-new-text = Filters, order and tab are kept under a name and stand in the navigation.
view-shared = Share with my company
view-shared-hint = Everybody sees in it only what is within their own reach.
view-is-shared = shared
view-of-others = A colleague’s view; only they can change it.
views-text = Lists that you come back to.
views-empty = No view is saved yet
views-empty-text = Filter a list and choose “Save view”.
delete-view = Delete view
export = Export
export-as-csv = Export as CSV
export-as-xlsx = Export as Excel file
export-referral-id = Referral ID
export-customer-country = Customer country
export-customer-city = Customer city
export-customer-name = Customer name
export-referral-creation-date = Referral creation date
export-deal-type = Deal type
export-deal-direction = Deal direction
export-deal-currency = Deal currency
export-estimated-deal-value = Estimated deal value
export-estimated-deal-value--usd = Estimated deal value (USD)
export-solution-ids = Solution IDs
export-solution-names = Solution names
export-partner-number = Partner number
export-partner-name = Partner name
export-deal-id = Deal ID
export-engagement-id = Engagement ID
export-vendor-deal-id = Vendor deal ID
export-vendor-referral-creation-date = Vendor referral creation date
export-registration-contact-first-name = Registration contact first name
export-registration-contact-last-name = Registration contact last name
export-registration-contact-e-mail = Registration contact e-mail
export-registration-contact-phone = Registration contact phone
export-contract-currency = Contract currency
export-contract-value = Contract value
export-contract-value--usd = Contract value (USD)
export-contract-start-date = Contract start date
export-contract-end-date = Contract end date
export-contract-signed-date = Contract signed date
export-contract-type = Contract type
export-registered-solution-id = Registered solution ID
export-registered-solution-name = Registered solution name
export-registered-solution-currency = Registered solution currency
export-registered-solution-value = Registered solution value
export-registered-solution-value--usd = Registered solution value (USD)
export-deployed-on = Deployed on
export-primary-deployment = Primary deployment
export-registration-creation-date = Registration creation date
export-registration-submitted-date = Registration submitted date
export-registration-approved-rejected-date = Registration approved/rejected date
export-federal-deal = Federal deal
export-marketplace-transacted = Marketplace-transacted
export-marketplace-transaction-date = Marketplace transaction date
export-status = Status
export-status-reason = Status reason
