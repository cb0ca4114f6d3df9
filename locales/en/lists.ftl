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
shortcut-move = Move card to the next or previous stage

# Filters
filter-unanswered = Somebody else has not answered yet
