"""Sentences shown once after an act, named in the address: no session has to remember them."""

from flask import request

from politiker.core.words import gettext as _

NOTICES = {
    "gemt": "The changes are saved.",
    "udgivet": "The event is published.",
    "aflyst": "The event is called off, and everybody signed up is being told.",
    "afmeldt": "You have left the event.",
    "anmodet": "Your request is sent to the organiser. You keep your seat until they answer.",
    "afslaaet": "You have declined the seat. It goes to the next in line.",
    "logget-ud": "You are logged out.",
    "logget-ud-der": "That device is logged out.",
    "logget-ud-andre": "You are logged out everywhere else.",
    "spaerret": "The account is suspended, and the person is being told.",
    "spaerring-ophaevet": "The account is open again.",
    "logget-ind": "Your password is set, and you are logged in.",
    "adgangskode": "Your new password is set. Log in with it.",
    "adgangskode-skiftet": "Your password is changed, and you are logged out everywhere else.",
    "email-skiftet": "Your e-mail address is changed. Log in with the new one from now on.",
    "kommunelogin-fjernet": "That way of logging in is removed.",
    "behov": "Thank you. Your needs are noted.",
    "behov-slettet": "What you told is deleted.",
    "feed-lavet": "The address is made, but it is shown only once. Make a new one if you did not copy it.",
    "feed": "The calendar feed is closed.",
    "besvaret": "The request is answered.",
    "gaest-afmeldt": "The guest has left the event and is being told.",
    "sted": "The place is saved and chosen below.",
    "raad-indlaest": "The council is taken in.",
    "totrin-tilfoejet": "It is added. You are logged out everywhere else.",
    "totrin-fjernet": "It is removed. You are logged out everywhere else.",
    "noedkoder": "The codes are made, but they are shown only once. Make new ones if you did not write them down.",
    "rettighed": "The right is given.",
    "ansoegt": "Your application is sent. You get a letter when there is an answer.",
    "ansoegning-fortrudt": "The application is withdrawn, and what it told is deleted.",
    "bekraeftet": "Thank you. Your address is confirmed, and now we wait for your municipality.",
    "nej-tak": "Thank you for the answer. We write to you no more.",
    "inviteret": "The invitations are on their way.",
    "staar-inde": "Thank you. An administrator lets them in.",
    "staar-inde-alle": "Thank you. An administrator lets them all in.",
    "ikke-vores": "Thank you. An administrator takes it from here.",
    "godkendt": "They are let in and are being told.",
    "godkendt-alle": "They are all let in and are being told.",
    "afvist": "The application is rejected, and the applicant is being told.",
    "mandat": "The change is noted.",
    "mandat-meldt": "Your report is sent to your municipality.",
    "melding-besvaret": "The report is answered, and the member is being told.",
    "forlaengelse-bedt": "The prolongation waits for another administrator.",
    "forlaenget": "The council sits on.",
    "materiale": "The material is put up.",
    "materiale-gemt": "The material is changed.",
    "materiale-fjernet": "The material is removed, and its file is deleted.",
    "opgave": "The task is done.",
    "rum-lavet": "The network is made. Ask somebody in below.",
    "rum-med": "You are in the room.",
    "rum-nej": "Thank you for the answer. You are not asked into that room again for 30 days.",
    "rum-forladt": "You have left the room.",
    "spurgt": "If they sit in a council and have an account here, they are being asked.",
    "kladde-slettet": "The draft is deleted.",
    "stemt": "Your answer is counted.",
    "nyttigst": "Thank you. Write down what you learned too, so that others find it on top of the conversation.",
    "laering": "What you learned stands on top of the conversation.",
    "rapporteret": "The post is reported. A moderator looks at it.",
    "rapport-besvaret": "The report is answered.",
    "indlaeg-skjult": "The post is hidden, and its author is being told.",
    "fjernelse-bedt": "Another moderator is asked. The post stands until then.",
    "indlaeg-vist": "The post is shown again.",
    "indlaeg-slettet-helt": "What the post said is deleted for good.",
    "advaret": "The warning is sent.",
    "bragt-til-tavshed": "The person cannot write in the room for so long.",
    "maa-skrive": "The person may write in the room again.",
    "skilt-ad": "They do not hear from each other any more.",
    "skilt-ad-slut": "They may hear from each other again.",
    "samtale-flyttet": "The conversation is moved.",
    "samtaler-samlet": "The conversations are one now.",
    "samtale-delt": "The conversation is split. This is the new one.",
    "blokeret": "You do not hear from them any more.",
    "blokering-slut": "You may hear from them again.",
    "rum-bedt": "Another administrator is asked. If there is such a room, it opens when they say yes.",
    "rum-aabnet": "The room is open to the other administrator for 60 minutes, and its members are being told.",
    "rum-afvist": "The answer is no, and the room stays closed.",
}


def notice() -> str | None:
    """The sentence that the address of this request names, or None.

    Only after an act on one of our own pages: a link from elsewhere cannot make a page say that something was done.
    """
    code = request.args.get("besked") if request else None
    if code is None or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    text = NOTICES.get(code)
    return _(text) if text else None
