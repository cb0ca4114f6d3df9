import "htmx.org";
import "./passkey.ts";
