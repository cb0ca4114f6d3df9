//! What pages have in common. Each is a template of its own, compiled once: the macros of the same names are the way to
//! them from the templates of pages, into which askama would copy what stands in a macro, at every call.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::fields::Form;
use crate::view::View;

/// A component: its template, what it knows, and that it escapes what it is told by itself.
macro_rules! component {
    ($(#[$doc:meta])* $template:literal $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Template)]
        #[template(path = $template)]
        pub(crate) struct $name<'a> {
            $($field: $type,)*
        }

        impl HtmlSafe for $name<'_> {}
    };
}

component! {
    /// The list of pages at the side.
    "layout/navigation.html" Navigation { view: &'a View }
}

component! {
    /// The bar above every page: search, new deal, notifications, the reader's menu.
    "layout/top.html" Top { view: &'a View }
}

component! {
    /// What the page before has done, and that something sent before is shown again.
    "layout/notices.html" Notices { view: &'a View }
}

component! {
    "component/csrf.html" Csrf { view: &'a View }
}

component! {
    /// All that is wrong with a form, each with a way to its field.
    "component/summary.html" Summary { view: &'a View, form: &'a Form }
}

component! {
    /// What is wrong with one field.
    "component/error.html" FieldError { name: &'a str, message: Option<&'a str> }
}

component! {
    "component/input.html" Input {
        view: &'a View,
        form: &'a Form,
        name: &'a str,
        label: &'a str,
        kind: &'a str,
        required: bool,
        autocomplete: &'a str,
        hint: &'a str,
    }
}

component! {
    "component/textarea.html" Textarea {
        view: &'a View,
        form: &'a Form,
        name: &'a str,
        label: &'a str,
        required: bool,
        hint: &'a str,
    }
}

component! {
    "component/select.html" Select {
        view: &'a View,
        form: &'a Form,
        name: &'a str,
        label: &'a str,
        options: Vec<(&'a str, &'a str)>,
        required: bool,
    }
}

component! {
    "component/check.html" Check { form: &'a Form, name: &'a str, label: &'a str, hint: &'a str }
}

pub(crate) fn navigation(view: &View) -> Navigation<'_> {
    Navigation { view }
}

pub(crate) fn top(view: &View) -> Top<'_> {
    Top { view }
}

pub(crate) fn notices(view: &View) -> Notices<'_> {
    Notices { view }
}

pub(crate) fn csrf(view: &View) -> Csrf<'_> {
    Csrf { view }
}

pub(crate) fn summary<'a>(view: &'a View, form: &'a Form) -> Summary<'a> {
    Summary { view, form }
}

pub(crate) fn error<'a>(form: &'a Form, name: &'a str) -> FieldError<'a> {
    FieldError { name, message: form.error(name) }
}

#[expect(clippy::too_many_arguments, reason = "as its macro")]
pub(crate) fn input<'a>(
    view: &'a View,
    form: &'a Form,
    name: &'a str,
    label: &'a str,
    kind: &'a str,
    required: impl Borrow<bool>,
    autocomplete: &'a str,
    hint: &'a str,
) -> Input<'a> {
    Input { view, form, name, label, kind, required: *required.borrow(), autocomplete, hint }
}

pub(crate) fn textarea<'a>(
    view: &'a View,
    form: &'a Form,
    name: &'a str,
    label: &'a str,
    required: impl Borrow<bool>,
    hint: &'a str,
) -> Textarea<'a> {
    Textarea { view, form, name, label, required: *required.borrow(), hint }
}

pub(crate) fn select<'a>(
    view: &'a View,
    form: &'a Form,
    name: &'a str,
    label: &'a str,
    options: &'a [(impl AsRef<str>, impl AsRef<str>)],
    required: impl Borrow<bool>,
) -> Select<'a> {
    let options = options.iter().map(|(value, text)| (value.as_ref(), text.as_ref())).collect();
    Select { view, form, name, label, options, required: *required.borrow() }
}

pub(crate) fn check<'a>(form: &'a Form, name: &'a str, label: &'a str, hint: &'a str) -> Check<'a> {
    Check { form, name, label, hint }
}
