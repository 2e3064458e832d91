"""The sentences that the app on the phone speaks, by key, as in the catalogue of the kernel."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.base.field.registry import all_sentences
from anlan.kernel.templatetags.messages_catalogue import catalogue as kernel_catalogue

#: Sentences of the shared scripts that the app uses as well.
SHARED = ("clock.", "level.")


def catalogue() -> dict[str, str]:
    """Return every sentence of the app; ``{name}`` marks what the script fills in."""
    shared = all_sentences()
    shared |= {key: text for key, text in kernel_catalogue().items() if key.startswith(SHARED)}
    return shared | {
        "field.title": _("Field work"),
        "field.today": pgettext("field work", "Today"),
        "field.outbox": _("To be sent"),
        "field.sent_today": _("Sent"),
        "field.me": pgettext("field work", "Me"),
        "field.back": _("Back"),
        "field.loading": _("Loading…"),
        "field.refresh": _("Load tasks again"),
        "field.pack_at": _("Tasks as of {time}"),
        "field.pack_old": _(
            "These tasks are of {time}. Load them again as soon as there is signal."
        ),
        "field.no_pack": _(
            "No tasks are on this phone yet. Open this page once with signal and they are kept."
        ),
        "field.online": _("Connected"),
        "field.offline": _("No signal: go on working, everything is kept on this phone."),
        "field.unreachable": _("The platform does not answer. Everything is kept on this phone."),
        "field.sign_in": _("Sign in"),
        "field.sign_in_again": _(
            "Please sign in again. Nothing is lost; your records are sent afterwards."
        ),
        "field.not_allowed": _("Your account is not set up for field work."),
        "field.sign_out": _("Sign out on this phone"),
        "field.sign_out_unsent": _(
            "{count} records have not been sent. They stay on this phone and are sent when you "
            "sign in here again. Sign out?"
        ),
        "field.sign_out_sure": _("Tasks and drafts are removed from this phone. Sign out?"),
        "field.other_account": _(
            "{count} records of another account wait on this phone. They are sent when that "
            "person signs in here."
        ),
        "field.due": _("due {time}"),
        "field.overdue": _("overdue"),
        "field.items": _("{count} tasks"),
        "field.overdue_count": _("{count} overdue"),
        "field.cut": _("Only the first {count} are on the phone."),
        "field.done_here": _("Done on this phone"),
        "field.waits_here": _("Waits to be sent"),
        "field.gone": _("This task is no longer on the phone."),
        "field.open_page": _("Open on the platform (needs signal)"),
        "field.save": _("Save"),
        "field.saved": _("Saved on this phone."),
        "field.saved_sending": _("Saved; it is being sent."),
        "field.required": _("Please fill in this field."),
        "field.not_number": _("Please write a number."),
        "field.yes": _("Yes"),
        "field.no": _("No"),
        "field.choose": _("Please choose"),
        "field.search_choice": _("Type to search"),
        "field.more_choices": _("{count} more; type to narrow down"),
        "field.no_choice": _("Nothing fits. Type less or something else."),
        "field.draft": _("Draft kept at {time}"),
        "field.draft_back": _("What you had begun has been put back."),
        "field.draft_drop": _("Start afresh"),
        "field.take_photo": _("Take a photo"),
        "field.shoot": _("Press to shoot"),
        "field.close_camera": _("Close the camera"),
        "field.from_camera": _("Take with the phone's camera"),
        "field.photo_of": _("Photo {number}"),
        "field.photo_remove": _("Remove"),
        "field.photo_taken": _("taken {time}"),
        "field.photo_no_number": _(
            "No capture numbers are left: the photo is kept, but not marked as taken on the spot."
        ),
        "field.photo_limit": _("At most {count} photos."),
        "field.photo_failed": _("The photo could not be read. Take it again."),
        "field.camera_failed": _(
            "The camera could not be opened here. Use the button of the phone's camera."
        ),
        "field.place_find": _("Find my position"),
        "field.place_finding": _("Finding the position…"),
        "field.place_found": _("Position found, within {metres} m"),
        "field.place_failed": _("The position was not found. Go outside and try again, or go on."),
        "field.waiting": pgettext("field work", "waiting"),
        "field.sending": pgettext("field work", "sending"),
        "field.sent": pgettext("field work", "sent"),
        "field.refused": pgettext("field work", "refused"),
        "field.conflict": pgettext("field work", "changed meanwhile"),
        "field.waiting_help": _("Is sent by itself as soon as there is signal."),
        "field.photos_sent": _("{done} of {count} photos have arrived"),
        "field.next_try": _("Next try in {time}"),
        "field.send_now": _("Send now"),
        "field.outbox_empty": _("Nothing waits to be sent."),
        "field.sent_empty": _("What you send today is listed here."),
        "field.other_arrived": _("An earlier version of this record had already arrived."),
        "field.refused_help": _("The platform did not accept this record:"),
        "field.correct": _("Correct and send again"),
        "field.throw_away": _("Throw away"),
        "field.throw_away_sure": _("Throw this record away with its photos?"),
        "field.conflict_help": _("Both versions side by side. Choose which one is to stand."),
        "field.mine": pgettext("field work", "Mine"),
        "field.theirs": pgettext("field work", "On the platform"),
        "field.keep_mine": _("Keep mine"),
        "field.take_theirs": _("Take theirs"),
        "field.edit": pgettext("field work", "Edit mine"),
        "field.made": _("made {time}"),
        "field.storage": _("Storage on this phone: {used} of {all} MB used"),
        "field.storage_low": _(
            "The storage of this phone is nearly full. Send what waits before taking more photos."
        ),
        "field.storage_kept": _("The browser keeps the records until they are sent."),
        "field.storage_not_kept": _(
            "The browser may clear the records when storage runs out. Put the app on the screen."
        ),
        "field.storage_failed": _(
            "This could not be stored on the phone. Send what waits, then try again."
        ),
        "field.numbers_left": _("{count} capture numbers left"),
        "field.install": _("Put on the screen"),
        "field.install_ios": _("In Safari: Share, then “Add to Home Screen”."),
        "field.install_wechat": _(
            "WeChat cannot work without signal. Open this page in the phone's own browser: "
            "menu “…”, then “Open in browser”."
        ),
        "field.not_secure": _(
            "This address is not encrypted: without signal the app cannot be opened here. Use the "
            "https address."
        ),
        "field.updated": _("A new version of the app is in use."),
        "field.storage_blocked": _(
            "This browser cannot keep records (private window?). Use an ordinary window."
        ),
        "field.clock_off": _("The phone's clock differs by {time}; times are corrected."),
        "field.language": _("Language"),
        "field.desk": _("To the platform"),
        "field.cancel": _("Cancel"),
        "field.confirm": _("Yes, do it"),
        "field.network_first": _("This needs signal. Try again when you are connected."),
    }
