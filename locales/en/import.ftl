# Deals from a CSV file

import-deals = Import
import-title = Import deals
import-text = Bring deals in from a CSV file. You see what would become of every row before anything is created.
import-choose = Choose a file
import-file = File
import-file-hint = CSV, at most { $megabytes } MB and { $rows } rows.
import-privacy = Only you see the file. It is forgotten after a day.
import-upload = Upload file
import-no-file = Choose a file.
import-what = What the file may look like
import-what-form = CSV in UTF-8, with commas, semicolons or tabs between the columns.
import-what-header = The first line names the columns. In the next step you say what each of them means.
import-what-needed = Every row needs a deal name, a customer, a value, a currency and a close date.
import-what-values = Values like 25000.50, dates like 2026-11-30, countries and currencies by their codes (DE, EUR).
import-what-private = The deals are private: nobody outside your company sees them until you share them.
import-template = Download a template
import-waiting = Your files not imported yet
import-kept-until = kept until { $time }
import-forget = Remove
import-earlier = Imports so far
import-none-yet = Nobody in your company has imported deals yet.
import-by = By
import-when = When
import-rows-column = Rows
import-rows =
    { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }
import-done = Done
import-undone = Undone
import-under-way = Under way

import-columns-title = What the columns mean
import-columns-text =
    { $count ->
        [one] The file has { $count } row. We have guessed what we could.
       *[other] The file has { $count } rows. We have guessed what we could.
    }
import-column = Column of the file
import-column-unnamed = Column { $number }, without a name
import-samples = First values
import-no-samples = empty in the first rows
import-becomes = Becomes
import-leave-out = Leave out
import-needed = Needed
import-optional = Optional
import-other-file = Choose another file
import-to-check = Check rows
import-target-missing = Choose the column that is “{ $target }”: every deal needs it.
import-target-twice = “{ $column }” is “{ $target }”, and so is another column. Only one can be.
import-target-deal-name = Deal name
import-target-customer-name = Customer name
import-target-customer-country = Customer country
import-target-customer-city = Customer city
import-target-customer-address = Customer address
import-target-customer-postal-code = Customer postal code
import-target-d-u-n-s-number = D-U-N-S number
import-target-contact-first-name = Contact’s first name
import-target-contact-last-name = Contact’s last name
import-target-contact-e-mail = Contact’s e-mail
import-target-contact-phone = Contact’s phone
import-target-consent-to-share = Customer’s consent to share (yes or no)
import-target-estimated-value = Estimated value
import-target-currency = Currency
import-target-estimated-close-date = Estimated close date
import-target-crm-id = CRM ID
import-target-campaign-id = Campaign ID
import-target-notes = Notes
import-target-location = Location (partner number)
import-target-sales-stage = Sales stage
import-target-solution-ids = Solution IDs (semicolons between)
import-target-team-first-name = Team member’s first name
import-target-team-last-name = Team member’s last name
import-target-team-e-mail = Team member’s e-mail
import-target-team-phone = Team member’s phone

import-check-title = Check the rows
import-check-text = Nothing has been created yet.
import-count-ready =
    { $count ->
        [one] { $count } row is ready
       *[other] { $count } rows are ready
    }
import-count-refused =
    { $count ->
        [one] { $count } row can’t be imported
       *[other] { $count } rows can’t be imported
    }
import-count-unchanged =
    { $count ->
        [one] { $count } row was imported before
       *[other] { $count } rows were imported before
    }
import-all-text = Each row becomes one private deal of your company.
import-partly-text =
    { $count ->
        [one] The good rows become private deals of your company. { $count } row stays out: you can download it, correct it, and import it as a file of its own.
       *[other] The good rows become private deals of your company. { $count } rows stay out: you can download them, correct them, and import them as a file of their own.
    }
import-none-ready = No row can be imported as it is. Look at the reasons below; perhaps a column has the wrong meaning.
import-all-unchanged = All other rows of this file have been imported before. Nothing is left to do.
import-start-all =
    { $count ->
        [one] Import { $count } row
       *[other] Import all { $count } rows
    }
import-start-partly =
    { $count ->
        [one] Import the { $count } good row
       *[other] Import the { $count } good rows
    }
import-download-refused = Download the refused rows
import-change-columns = Change columns
import-rows-shown = Rows of the file
import-all-rows = All rows
import-only-refused = Only refused
import-line = Line
import-outcome = Outcome
import-notes = Reasons and notes
import-row-ready = Ready
import-row-refused = Refused
import-row-unchanged = Imported before
import-reason-column = Reason
import-reason-unknown-value = This is not one of the values that it can have.
import-reason-too-many-items = There are more values than it can have.
import-reason-location-out-of-scope = Your role does not reach deals of this location.
import-reason-invalid-currency = This is not a currency code, like EUR.
import-reason-invalid-country = This is not a country code, like DE.
import-reason-invalid-date = This is not a date like 2026-11-30.
import-reason-not-a-number = This is not a number like 25000.50.
import-reason-unknown-location = Your company has no such location.
import-reason-shared-since = It has been shared with others since.
import-reason-changed-since = It has been changed since.
import-warning-incomplete-deal = A solution or a complete team member is missing: it can be added later.
import-warning-unknown-catalogue-id = It names an ID that is in no list here; it is kept as it is.
import-warning-currency-assumed = Your company’s currency is taken.
import-warning-won-within-72-hours = It is won soon after it was opened.

import-result-title = Import
import-goes-on = Importing
import-undo-goes-on = Undoing the import
import-progress = { $done } of { $all } rows
import-may-leave = You can leave this page. It goes on without you.
import-refresh = Refresh
import-brought =
    { $count ->
        [one] { $count } deal imported
       *[other] { $count } deals imported
    }
import-brought-text = They are private until you share them.
import-not-brought =
    { $count ->
        [one] { $count } row was not imported.
       *[other] { $count } rows were not imported.
    }
import-see-refused = See why
import-stopped = The import stopped after { $done } of { $all } rows.
import-continue = Continue
import-upload-again = Upload the same file again to continue: what is there already is left as it is.
import-undone-at = Undone on { $time }
import-undone-text = Its deals are closed as lost with the reason “import undone”. Those that were changed or shared meanwhile have stayed.
import-deals-of-it = Deals of this import
import-deal-here = Imported
import-deal-undone = Closed by the undo
import-deal-kept = Kept
import-deal-hidden = Out of your reach
import-first-page = First page
import-to-deals = Go to deals
import-another = Import another file

import-undo = Undo import
import-undo-title = Undo this import?
import-undo-closes = Its deals are closed as lost, with the reason “import undone”. Nothing is deleted.
import-undo-keeps = Deals that somebody has changed or shared since the import stay as they are.
import-undo-stays = This can’t be taken back. You can import the same file again.
import-undo-until = Undoing is possible until { $time }.

done-import-file-forgotten = File removed.
done-import-look-again = What can be imported has changed. Please look again.

error-file-too-large = This file is too large.
error-invalid-encoding = This is not text in UTF-8. In a spreadsheet, save it as “CSV UTF-8”.
error-invalid-csv = This can’t be read as CSV.
error-no-header = The first line must name the columns.
error-no-rows = There are no rows below the header.
error-file-too-wide = A file may have at most 200 columns.
error-file-too-long = A file may have at most 100,000 rows. Split it into several.
conflict-import-under-way = This file is being imported at this moment. Wait until it is done.
conflict-undo-window-over = An import can be undone for 24 hours, and they are over.
