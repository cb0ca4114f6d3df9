import "htmx.org";
import "./combobox";

document.documentElement.classList.replace("no-js", "js");
