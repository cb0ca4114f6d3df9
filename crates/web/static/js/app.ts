import "htmx.org";
import "./combobox";
