# Columns of lists
column-created = Created
column-updated = Last change
columns = Columns
columns-shown = Beside the deal, show
columns-keep = Keep these columns for all my lists
columns-usual = Show usual columns
columns-show = Show columns
done-columns-kept = Your lists show these columns from now on.

# A deal at a glance
preview = Preview
preview-deal = Preview { $name }
preview-close = Close preview
preview-stage = Stage
preview-last = Last activity
shortcut-preview = Preview deal
shortcut-close-preview = Close preview

# Cards of the board
board-failed = The server could not be reached. The card is back where it was.
board-stays = This card was not moved.
shortcuts-board = On the board
shortcut-move-on = Move card to the next stage
shortcut-move-back = Move card to the previous stage

# Filters
filter-unanswered = Somebody else has not answered yet
filter-currency = Currency
filter-currency-hint = Amounts are compared within one currency only.
error-currency-required = Choose a currency to filter by value: amounts of different currencies are not compared.
by-currency = Ordered by currency, then by amount: amounts of different currencies are not compared.

# Nothing to show
empty-beyond-title = No more deals
empty-beyond-text = This page lies beyond the end of the list.
first-page = Show first page
empty-favourites-title = No favourites yet
empty-favourites-text = Mark a deal with the star of its row, and it appears here.
empty-shared-title = Nothing is shared with you yet
empty-shared-text = Deals that partners let the vendor’s sellers view appear here.
empty-access-title = No deals that you may see
empty-access-text = You see only deals of your locations, or those whose team you are on. There are none here.
empty-access-who = These colleagues can give you more access, or put you on a team:
empty-access-nobody = Nobody of your organization can change that: ask whoever runs this installation.

# Many deals at once
bulk-assign-to = Add somebody to the team
list-vendor = Vendor
bulk-gone = A deal that you cannot see
assign-title = Add somebody to teams
assign-text =
    { $count ->
        [one] The person joins the team of this deal, and can see it:
       *[other] The person joins the teams of these { $count } deals, and can see them:
    }
assign-person = Person
assign-action = Add person to teams
assign-without-phone =
    { $count ->
        [one] One colleague is not offered: a member of a team needs first and last name, e-mail address and phone number, which people give in their profile.
       *[other] { $count } colleagues are not offered: a member of a team needs first and last name, e-mail address and phone number, which people give in their profile.
    }
assign-nobody = Nobody of your organization can be added: a member of a team needs first and last name, e-mail address and phone number, which people give in their profile.
error-unknown-person = This person is not, or no longer, one of your organization. Choose another.
