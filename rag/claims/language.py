"""Whether a text is English, by its script and its function words; a light test, sure only where it says no."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = {
    "English": "the of and to in a is that for it was on are as with his they at be this have from or had by but not "
    "what all were we when your can said there an which their if will has been would who more no he she its than",
    "German": "der die das und ist nicht ein eine einen einem den dem des mit von für auf im zu sich auch als nach bei "
    "aus wird sind war wurde hat haben wie über oder aber noch nur zum zur am ich er sie wir dass",
    "French": "le la les de des du un une et est pas que qui dans pour sur au aux avec ce cette il elle nous vous ils "
    "sont été par plus ne se mais ou où leur ses son sa en",
    "Spanish": "el la los las de del un una y es no que en por con para se al lo como más pero sus su este esta ha son "
    "fue era sobre entre cuando muy también hasta desde",
    "Italian": "il lo la gli le di del della un una e è non che in per con si al come più ma suo sua questo sono stato "
    "nel nella anche dei delle dal alla ha",
    "Portuguese": "o a os as de do da dos das um uma e é não que em por com para se ao como mais mas seu sua este foi "
    "são na no nas nos também entre até",
    "Dutch": "de het een en van is niet dat op te in voor met zijn aan er maar om ook als bij door naar uit over dan "
    "werd heeft hebben wordt deze nog hij ze wij",
    "Polish": "i w na z do nie się że to jest o jak po co tak za od przez dla są był była oraz lub ale przy który",
    "Turkish": "ve bir bu için ile de da çok daha olarak olan gibi ne var kadar sonra değil ancak göre",
    "Swedish": "och att det som en ett på är av för med den till inte har om var de från han hon men vid",
    "Indonesian": "yang dan di dengan untuk pada dari ini itu adalah dalam tidak ke oleh akan juga telah karena",
}
_ALSO_ENGLISH = frozenset(
    "a am as at come die do door hat he i in is man me men met no of on over plus so son to var war was we".split()
)
"""Words of other languages that English has too: they tell nothing."""
_PARTICLE = re.compile(
    r"\b(?:von|van|vom|zu|der|den|ten|de|du|des|da|das|dos|del|della|di|la|le|el|al|bin|y|e)\s+(?=[A-Z])"
)
"""Within a name: "Charles de Gaulle"."""
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def foreign_language(text: str) -> str | None:
    """The language or script ``text`` is in when it is surely not English, else None.

    Short texts and lists of names pass as English.
    """
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(_script(character) for character in letters)
    if letters:
        script, count = scripts.most_common(1)[0]
        if script != "Latin" and count > len(letters) / 2:
            return f"{script} script"
    words = [word.lower() for word in _WORD.findall(text)]
    telling = [word.lower() for word in _WORD.findall(_PARTICLE.sub("", text))]
    telling = [word for word in telling if word not in _ALSO_ENGLISH]
    hits = {language: sum(word in listed for word in telling) for language, listed in _WORDS.items()}
    hits["English"] = sum(word in _WORDS["English"] for word in words)
    best = max(hits, key=lambda language: hits[language])
    surely = hits[best] >= 2 and hits[best] > 1.5 * hits["English"] and hits[best] >= 0.15 * len(words)
    return best if best != "English" and surely else None


def _script(character: str) -> str:
    name = unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
    known = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
    return known.get(name, name.title())
