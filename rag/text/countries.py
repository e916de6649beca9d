"""Countries and the words for their people, so that Niger is not Nigeria and Chinese is of China."""

from __future__ import annotations

from functools import cache

_TABLE = """
Afghanistan Afghan|Albania Albanian|Algeria Algerian|Angola Angolan|Argentina Argentine Argentinian
Armenia Armenian|Australia Australian Aussie|Austria Austrian|Azerbaijan Azerbaijani|Bahrain Bahraini
Bangladesh Bangladeshi|Belarus Belarusian Belarussian Byelorussian|Belgium Belgian|Bolivia Bolivian
Bosnia Bosnian|Botswana|Brazil Brazilian|Britain British UK U.K. United_Kingdom Great_Britain Briton
Bulgaria Bulgarian|Burundi|Cambodia Cambodian|Cameroon Cameroonian|Canada Canadian|Chad Chadian
Chile Chilean|China Chinese PRC|Colombia Colombian|Congo Congolese|Croatia Croatian|Cuba Cuban
Cyprus Cypriot|Czechia Czech Czech_Republic|Denmark Danish Dane|Dominica|Dominican_Republic
Ecuador Ecuadorian|Egypt Egyptian|England English|Eritrea Eritrean|Estonia Estonian|Ethiopia Ethiopian
Finland Finnish Finn|France French|Gabon|Gambia Gambian|Georgia Georgian|Germany German|Ghana Ghanaian
Greece Greek|Guatemala Guatemalan|Guinea Guinean|Guyana Guyanese|Haiti Haitian|Honduras Honduran
Hungary Hungarian|Iceland Icelandic|India Indian|Indonesia Indonesian|Iran Iranian|Iraq Iraqi
Ireland Irish|Israel Israeli|Italy Italian|Jamaica Jamaican|Japan Japanese|Jordan Jordanian
Kazakhstan Kazakh Kazakhstani|Kenya Kenyan|Korea Korean|North_Korea North_Korean|South_Korea South_Korean
Kosovo Kosovar|Kuwait Kuwaiti|Kyrgyzstan Kyrgyz|Laos Laotian|Latvia Latvian|Lebanon Lebanese
Liberia Liberian|Libya Libyan|Lithuania Lithuanian|Luxembourg|Madagascar Malagasy|Malawi Malawian
Malaysia Malaysian|Mali Malian|Malta Maltese|Mauritania Mauritanian|Mauritius Mauritian|Mexico Mexican
Moldova Moldovan|Monaco|Mongolia Mongolian|Montenegro Montenegrin|Morocco Moroccan|Mozambique Mozambican
Myanmar Burma Burmese|Namibia Namibian|Nepal Nepalese Nepali|Netherlands Dutch Holland|New_Zealand
Nicaragua Nicaraguan|Niger Nigerien|Nigeria Nigerian|Norway Norwegian|Oman Omani|Pakistan Pakistani
Palestine Palestinian|Panama Panamanian|Paraguay Paraguayan|Peru Peruvian|Philippines Philippine Filipino
Poland Polish Pole|Portugal Portuguese|Qatar Qatari|Romania Romanian|Russia Russian Russian_Federation
Rwanda Rwandan|Saudi_Arabia Saudi Saudi_Arabian|Scotland Scottish Scot|Senegal Senegalese|Serbia Serbian Serb
Singapore Singaporean|Slovakia Slovak Slovakian|Slovenia Slovenian Slovene|Somalia Somali
South_Africa South_African|Spain Spanish Spaniard|Sri_Lanka Sri_Lankan|Sudan Sudanese|Sweden Swedish Swede
Switzerland Swiss|Syria Syrian|Taiwan Taiwanese|Tajikistan Tajik|Tanzania Tanzanian|Thailand Thai|Togo
Tunisia Tunisian|Turkey Turkish Turk Türkiye|Turkmenistan Turkmen|Uganda Ugandan|Ukraine Ukrainian
UAE United_Arab_Emirates Emirati|Uruguay Uruguayan|USA US U.S. U.S.A. United_States America American
Uzbekistan Uzbek|Venezuela Venezuelan|Vietnam Vietnamese|Wales Welsh|Yemen Yemeni|Zambia Zambian
Zimbabwe Zimbabwean|Europe European|Africa African|Asia Asian|EU E.U. European_Union|UN U.N. United_Nations
"""


@cache
def _forms() -> dict[str, str]:
    forms: dict[str, str] = {}
    for row in _TABLE.replace("\n", "|").split("|"):
        names = [name.replace("_", " ") for name in row.split()]
        for name in names:
            forms[name.lower()] = names[0].lower()
            forms.setdefault(f"{name.lower()}s", names[0].lower())
    return forms


def country(name: str) -> str | None:
    """The country that ``name`` or ``the name`` stands for (``Chinese`` -> ``china``), or None."""
    folded = name.lower().removeprefix("the ").removesuffix(" of america")
    return _forms().get(folded)


_CAPITALS = """
Kabul Afghanistan|Tirana Albania|Algiers Algeria|Luanda Angola|Yerevan Armenia|Canberra Australia
Vienna Austria|Baku Azerbaijan|Dhaka Bangladesh|Minsk Belarus|Brussels EU|Sarajevo Bosnia|Brasilia Brazil
London Britain|Sofia Bulgaria|Ottawa Canada|Beijing China|Bogota Colombia|Zagreb Croatia|Havana Cuba
Nicosia Cyprus|Prague Czechia|Copenhagen Denmark|Quito Ecuador|Cairo Egypt|Tallinn Estonia|Helsinki Finland
Paris France|Tbilisi Georgia|Berlin Germany|Accra Ghana|Athens Greece|Budapest Hungary|Reykjavik Iceland
Delhi India|New_Delhi India|Jakarta Indonesia|Tehran Iran|Baghdad Iraq|Dublin Ireland|Rome Italy|Tokyo Japan
Amman Jordan|Astana Kazakhstan|Nairobi Kenya|Seoul South_Korea|Pyongyang North_Korea|Riga Latvia|Beirut Lebanon
Tripoli Libya|Vilnius Lithuania|Kuala_Lumpur Malaysia|Valletta Malta|Chisinau Moldova|Rabat Morocco
Kathmandu Nepal|Abuja Nigeria|Oslo Norway|Islamabad Pakistan|Lima Peru|Manila Philippines|Warsaw Poland
Lisbon Portugal|Doha Qatar|Bucharest Romania|Moscow Russia|Kremlin Russia|Riyadh Saudi_Arabia|Belgrade Serbia
Bratislava Slovakia|Ljubljana Slovenia|Mogadishu Somalia|Madrid Spain|Khartoum Sudan|Stockholm Sweden
Damascus Syria|Taipei Taiwan|Dushanbe Tajikistan|Bangkok Thailand|Tunis Tunisia|Ankara Turkey|Kyiv Ukraine
Kiev Ukraine|Abu_Dhabi UAE|Washington USA|White_House USA|Montevideo Uruguay|Tashkent Uzbekistan|Caracas Venezuela
Hanoi Vietnam|Harare Zimbabwe
"""


@cache
def _seats() -> dict[str, str]:
    rows = (row.split(" ") for row in _CAPITALS.strip().replace("\n", "|").split("|"))
    return {seat.replace("_", " ").lower(): land.replace("_", " ").lower() for seat, land in rows}


def seat_of(name: str) -> str | None:
    """The country whose government ``name`` stands for (``Minsk`` -> ``belarus``), or None."""
    return _seats().get(name.lower().removeprefix("the "))
