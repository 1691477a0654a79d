"""Answers as the mail programs of councillors send them, each with the words its writer wrote.

Written after the programs' own ways: Gmail on the web and on Android, Outlook in its many shapes, Apple Mail,
Thunderbird, Yahoo, Samsung; in Danish and English; plain text and HTML.
"""

from dataclasses import dataclass

OURS = "Politiker <svar+1-2-3-abcdefghijklmnopqrstuvwxyz@svar.example.dk>"
LETTER = (
    'Der er et nyt indlæg i samtalen "Budget".\n\nLæs fra det sted, du er nået til:\nhttps://politiker.example.dk/x'
)
QUOTED = "\n".join(f"> {line}".rstrip() for line in LETTER.split("\n"))


@dataclass(frozen=True)
class Answer:
    """One mail's text, plain or HTML, and what is left when what the program added is gone."""

    name: str
    sent: str
    own: str
    is_html: bool = False
    charset: str = "utf-8"


def _html(answer: str, quoted: str) -> str:
    return f"<html><head><style>p {{margin:0}}</style></head><body>{answer}{quoted}</body></html>"


CORPUS = [
    Answer(
        "Gmail, Danish",
        f"Tag det med din gruppe først.\n\nDen tir. 1. sep. 2026 kl. 12.03 skrev {OURS}:\n\n{QUOTED}\n",
        "Tag det med din gruppe først.",
    ),
    Answer(
        "Gmail, Danish, the line broken by the program",
        "Tag det med din gruppe først.\n\nDen tir. 1. sep. 2026 kl. 12.03 skrev Politiker <\n"
        f"svar+1-2-3-abcdefghijklmnopqrstuvwxyz@svar.example.dk>:\n\n{QUOTED}\n",
        "Tag det med din gruppe først.",
    ),
    Answer(
        "Gmail, English",
        f"Two things.\n\nFirst, ask.\n\nOn Tue, Sep 1, 2026 at 12:03 PM {OURS} wrote:\n\n{QUOTED}\n",
        "Two things.\n\nFirst, ask.",
    ),
    Answer(
        "Gmail, written under the quotation",
        f"Den tir. 1. sep. 2026 kl. 12.03 skrev {OURS}:\n\n{QUOTED}\n\nJeg er enig.\n",
        "Jeg er enig.",
    ),
    Answer(
        "Gmail, written between the quotations",
        f"Den tir. 1. sep. 2026 kl. 12.03 skrev {OURS}:\n> Første spørgsmål?\n\nJa.\n\n> Andet spørgsmål?\n\nNej.\n",
        "Ja.\n\nNej.",
    ),
    Answer(
        "Gmail on Android with its greeting",
        f"Ja tak\n\nSendt fra min Android-telefon\n\nDen tir. 1. sep. 2026 12.03 skrev {OURS}:\n\n{QUOTED}",
        "Ja tak",
    ),
    Answer(
        "iPhone, Danish",
        "Vi holdt et møde om det.\n\nSendt fra min iPhone\n\n"
        f"> Den 1. sep. 2026 kl. 12.03 skrev {OURS}:\n> \n{QUOTED}\n",
        "Vi holdt et møde om det.",
    ),
    Answer(
        "iPhone, English",
        f"We had a meeting.\n\nSent from my iPhone\n\n> On 1 Sep 2026, at 12.03, {OURS} wrote:\n> \n> {QUOTED}\n",
        "We had a meeting.",
    ),
    Answer(
        "iPad",
        f"Godt råd.\n\nSendt fra min iPad\n\nDen 1. sep. 2026 kl. 12.03 skrev {OURS}:\n\n{QUOTED}\n",
        "Godt råd.",
    ),
    Answer(
        "Apple Mail on a computer",
        f"Godt råd.\n\nMvh. Karen\n\n> Den 1. sep. 2026 kl. 12.03 skrev {OURS}:\n> \n{QUOTED}\n",
        "Godt råd.\n\nMvh. Karen",
    ),
    Answer(
        "Outlook, Danish",
        "Spørg forvaltningen.\r\n\r\nMed venlig hilsen\r\nKaren Friis\r\n\r\n"
        "Fra: Politiker <post@politiker.example.dk> \r\nSendt: 1. september 2026 12:03\r\n"
        f"Til: Karen Friis <karen@example.dk>\r\nEmne: Nyt i samtalen\r\n\r\n{LETTER}",
        "Spørg forvaltningen.\n\nMed venlig hilsen\nKaren Friis",
    ),
    Answer(
        "Outlook, English",
        "Ask the administration.\r\n\r\nFrom: Politiker <post@politiker.example.dk>\r\n"
        f"Sent: Tuesday, September 1, 2026 12:03 PM\r\nTo: Karen Friis\r\nSubject: Nyt i samtalen\r\n\r\n{LETTER}",
        "Ask the administration.",
    ),
    Answer(
        "Outlook on the web, with a rule",
        f"Det kender jeg.\n\n{'_' * 32}\nFra: Politiker <post@politiker.example.dk>\nSendt: 1. september 2026 12:03\n"
        f"Til: Karen Friis <karen@example.dk>\nEmne: Nyt i samtalen\n\n{LETTER}",
        "Det kender jeg.",
    ),
    Answer(
        "old Outlook, Danish",
        "Helt enig.\n\n-----Oprindelig meddelelse-----\nFra: Politiker [mailto:post@politiker.example.dk]\n"
        f"Sendt: 1. september 2026 12:03\nTil: Karen\nEmne: Nyt\n\n{LETTER}",
        "Helt enig.",
    ),
    Answer(
        "old Outlook, English",
        f"Quite so.\n\n-----Original Message-----\nFrom: Politiker\nSent: 1. september 2026\nTo: Karen\n\n{LETTER}",
        "Quite so.",
    ),
    Answer(
        "Outlook on a telephone",
        "Ja, det virker.\n\nHent Outlook til iOS<https://aka.ms/o0ukef>\n"
        f"{'_' * 32}\nFra: Politiker <post@politiker.example.dk>\nSendt: tirsdag 1. september 2026 12.03.00\n"
        f"Til: Karen Friis <karen@example.dk>\nEmne: Nyt\n\n{LETTER}",
        "Ja, det virker.",
    ),
    Answer(
        "Outlook on a telephone, English",
        f"Yes.\n\nGet Outlook for Android<https://aka.ms/x>\n{'_' * 32}\nFrom: Politiker <p@example.dk>\n"
        f"Sent: Tuesday\nTo: Karen\nSubject: Nyt\n\n{LETTER}",
        "Yes.",
    ),
    Answer(
        "Thunderbird, Danish",
        f"Den 01.09.2026 kl. 12.03 skrev Politiker:\n{QUOTED}\n\n"
        "Mit svar står her.\n\n-- \nKaren Friis\nByrådsmedlem\n",
        "Mit svar står her.",
    ),
    Answer(
        "Thunderbird, English, above",
        f"My answer.\n\nOn 01/09/2026 12.03, Politiker wrote:\n{QUOTED}\n",
        "My answer.",
    ),
    Answer(
        "a signature in the old way",
        f"Kort svar.\n\n-- \nKaren Friis\nAarhus Byråd\ntlf. 12345678\n\nDen tir. skrev {OURS}:\n{QUOTED}",
        "Kort svar.",
    ),
    Answer(
        "Samsung",
        "Fint.\n\nSendt fra min Galaxy\n\n-------- Oprindelig besked --------\nFra: Politiker <p@example.dk>\n"
        f"Dato: 01.09.2026 12.03 (GMT+01:00)\nTil: karen@example.dk\nEmne: Nyt\n\n{LETTER}",
        "Fint.",
    ),
    Answer(
        "Yahoo, Danish",
        f"Tak.\n\nSendt fra Yahoo Mail til iPhone\n\nTirsdag 1. september 2026 kl. 12.03 skrev {OURS}:\n\n{LETTER}",
        "Tak.",
    ),
    Answer(
        "webmail with the name first",
        f"Ja.\n\n1. sep. 2026 kl. 12.03 Politiker <post@politiker.example.dk> skrev:\n{QUOTED}\n",
        "Ja.",
    ),
    Answer(
        "bold headers of a mail turned to text",
        "Ja.\n\n*Fra:* Politiker <p@example.dk>\n*Sendt:* 1. september 2026\n*Til:* Karen\n*Emne:* Nyt\n\n" + LETTER,
        "Ja.",
    ),
    Answer(
        "Gmail, HTML alone",
        _html(
            '<div dir="ltr"><div>Først det ene.</div><div><br></div><div>Så det <b>andet</b>.</div></div><br>',
            '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">Den tir. 1. sep. 2026 kl. 12.03 '
            "skrev Politiker "
            '&lt;<a href="mailto:svar@svar.example.dk">svar@svar.example.dk</a>&gt;:<br></div>'
            '<blockquote class="gmail_quote" style="margin:0"><p>Der er et nyt indlæg</p><p>Læs videre</p>'
            "</blockquote></div>",
        ),
        "Først det ene.\n\nSå det andet.",
        is_html=True,
    ),
    Answer(
        "Outlook, HTML alone",
        _html(
            '<div class="WordSection1"><p class="MsoNormal">Jeg ville ringe til hende.<o:p></o:p></p>'
            '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>',
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Fra:</b> Politiker '
            "&lt;post@politiker.example.dk&gt; <br><b>Sendt:</b> 1. september 2026 12:03<br><b>Til:</b> Karen Friis<br>"
            "<b>Emne:</b> Nyt i samtalen</p></div><p>Der er et nyt indlæg</p></div>",
        ),
        "Jeg ville ringe til hende.",
        is_html=True,
    ),
    Answer(
        "iPhone, HTML alone",
        '<html><body dir="auto">Ja &amp; nej &lt;3<div><br><div dir="ltr">Sendt fra min iPhone</div><div dir="ltr"><br>'
        '<blockquote type="cite">Den 1. sep. 2026 kl. 12.03 skrev Politiker '
        "&lt;p@example.dk&gt;:<br><br></blockquote></div>"
        '<blockquote type="cite"><div>Der er nyt</div></blockquote></div></body></html>',
        "Ja & nej <3",
        is_html=True,
    ),
    Answer(
        "HTML with a list and things that are no text",
        "<html><head><title>Ting</title><script>alert(1)</script></head><body><!-- hemmeligt --><p>To ting:</p><ul>"
        "<li>den ene</li><li>den anden</li></ul><img src='http://spor.example/x.gif'></body></html>",
        "To ting:\n\n- den ene\n- den anden",
        is_html=True,
    ),
    Answer("Latin-1", "Blåbærgrød og øl.\n", "Blåbærgrød og øl.", charset="iso-8859-1"),
    Answer("Windows-1252", "“Citat” – og tankestreg…\n", "“Citat” – og tankestreg…", charset="windows-1252"),
    # What people write themselves, and what therefore stays.
    Answer(
        "a sentence like an attribution",
        "Den 3. maj skrev borgmesteren:\n\nVi mødes igen. Fra: nu af svarer vi samme dag.\n",
        "Den 3. maj skrev borgmesteren:\n\nVi mødes igen. Fra: nu af svarer vi samme dag.",
    ),
    Answer(
        "a line that begins with From",
        "Fra: den dag lærte jeg at spørge.\n\nTil: sidst gik det godt.\nOg sådan endte det.",
        "Fra: den dag lærte jeg at spørge.\n\nTil: sidst gik det godt.\nOg sådan endte det.",
    ),
    Answer("a rule", "Før\n\n---\n\nEfter\n", "Før\n\n---\n\nEfter"),
    Answer("a list", "- et\n- to\n\n1. tre\n", "- et\n- to\n\n1. tre"),
    Answer(
        "the word sent in the middle",
        "Sendt fra min iPhone står der altid.\nOg mere.",
        "Sendt fra min iPhone står der altid.\nOg mere.",
    ),
    # Nothing new.
    Answer("only a quotation", QUOTED, ""),
    Answer("only a signature", "-- \nKaren Friis\n", ""),
    Answer("only a telephone's greeting", f"\n\nSendt fra min iPhone\n\nDen tir. 1. sep. skrev {OURS}:\n{QUOTED}", ""),
    Answer("nothing", " \n\u200b\n", ""),
]
