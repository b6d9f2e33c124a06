"""Words that name the streets, houses and people of Brackenshire. Any likeness to a living person is chance."""

from __future__ import annotations

_STREET_FIRST = """
    Acacia|Alder|Ash|Aspen|Beech|Birch|Bramble|Briar|Cedar|Cherry|Chestnut|Elder|Elm|Hawthorn|Hazel|Hornbeam|Juniper|
    Laburnum|Larch|Laurel|Lilac|Lime|Linden|Magnolia|Maple|Mulberry|Oak|Orchard|Pear Tree|Pine|Poplar|Rowan|Willow|Yew|
    Avocet|Bittern|Blackbird|Curlew|Dunnock|Falcon|Fieldfare|Goldcrest|Heron|Jay|Kestrel|Lapwing|Linnet|Martin|Merlin|
    Nightingale|Nuthatch|Plover|Redwing|Robin|Sandpiper|Skylark|Starling|Swallow|Teal|Wagtail|Woodpecker|Wren|
    Albert|Alma|Attlee|Balfour|Brunel|Byron|Chaucer|Coleridge|Cromwell|Darwin|Dickens|Elgar|Faraday|Gladstone|Hardy|
    Jubilee|Keats|Kingsley|Macaulay|Milton|Nelson|Newton|Palmerston|Pankhurst|Peel|Ruskin|Shelley|Tennyson|Wordsworth|
    Barn|Broad|Brook|Canal|Castle|Chapel|Common|Croft|Dairy|Dale|Fallow|Field|Ford|Forge|Furlong|Glebe|Granary|Hollow|
    Long Meadow|Mill|Moor|Paddock|Park|Pasture|Pond|Quarry|Ridge|Rookery|Sheepwash|Spinney|Spring|Stable|Vale|
    Ashmere|Dunmarrow|Harnwick|Ironbank|Kestleham|Lodebury|Pellingford|Skelbrook|Strenham|Tarrow|Thornhey|Wendle|
    Albany|Bedford|Belmont|Clarence|Drummond|Fairfax|Grosvenor|Lansdowne|Montague|Portland|Russell|Somerset|Tudor|
    Victoria|Wellesley|York|St Anne's|St Giles'|St Helen's|St John's|St Luke's|Potter's|Tanner's|Weaver's|Wheelwright's
"""
STREET_FIRST = tuple(name.strip() for name in _STREET_FIRST.split("|"))
STREET_KINDS = (
    "Road",
    "Street",
    "Close",
    "Lane",
    "Avenue",
    "Drive",
    "Way",
    "Crescent",
    "Grove",
    "Gardens",
    "Court",
    "Place",
)
STREET_PREFIXES = ("", "Upper", "Lower", "Old", "New", "Great", "Little", "North", "South", "East", "West")
TOWN_STREETS = ("High Street", "Church Street", "Station Road", "Bridge Street", "Market Street", "Victoria Road")
VILLAGE_STREETS = ("Main Street", "Church Lane", "Mill Lane", "School Lane", "The Green", "Back Lane")
HOUSE_NAMES = (
    *("Rose Cottage", "The Old Rectory", "Ivy House", "Orchard View", "The Hollies", "Fern Bank", "The Old Forge"),
    *("Hillside", "Meadow View", "Wisteria Cottage", "The Coach House", "Holly Lodge", "Brook House", "The Laurels"),
    *("Sunnyside", "The Old School House", "Two Hoots", "Barley Cottage", "Spring House", "Weir Cottage"),
)
FARM_NAMES = (
    *("Manor Farm", "Home Farm", "Glebe Farm", "Church Farm", "Hill Farm", "Lodge Farm", "Brook Farm", "Moat Farm"),
    *("Grange Farm", "Upper House Farm", "Lower House Farm", "New Barn Farm", "Rookery Farm", "Oxleaze Farm"),
)
BLOCK_NAMES = ("Castle Court", "Riverside House", "Maltings Court", "Wharf House", "Priory Court", "Weavers House")
SHOPS = (
    *("Brackenshire Building Society", "The Copper Kettle Cafe", "Lode Valley Veterinary Practice", "Wendle Books"),
    *("Fairfax and Daughters Bakers", "Marrow Street Dental Practice", "Tarrow Cycles", "The Plough Inn"),
    *("Pellingford Pharmacy", "Ironbank Hardware", "Abbey Opticians", "Vale Credit Union", "The Wheatsheaf"),
    *("Five Vales Community Shop", "St Giles Surgery", "Meadow Nursery School", "Quayside Fish Bar", "Hearth and Home"),
)
FIRST_NAMES = (
    *(
        "Amara",
        "Alan",
        "Bridget",
        "Benedict",
        "Carys",
        "Colin",
        "Devika",
        "Douglas",
        "Eleanor",
        "Emeka",
        "Farida",
        "Frank",
    ),
    *(
        "Gillian",
        "Gurpreet",
        "Harriet",
        "Hamish",
        "Imogen",
        "Idris",
        "Joan",
        "Jamal",
        "Kathleen",
        "Kwame",
        "Lorna",
        "Leon",
    ),
    *(
        "Meera",
        "Martin",
        "Nadia",
        "Nigel",
        "Olwen",
        "Oliver",
        "Pauline",
        "Piotr",
        "Rosalind",
        "Rajesh",
        "Sheila",
        "Stuart",
    ),
    *("Tamsin", "Trevor", "Ursula", "Victor", "Wanda", "Yusuf"),
)
LAST_NAMES = (
    *(
        "Abara",
        "Aldous",
        "Bhandari",
        "Birtwhistle",
        "Cottrell",
        "Chowdhury",
        "Dunmore",
        "Eastlake",
        "Fenwright",
        "Gaskin",
    ),
    *("Gill", "Hathersage", "Iqbal", "Jessop", "Kowalczyk", "Lacey", "Lovegrove", "Mistry", "Mortlake", "Nettlefold"),
    *("Okonjo", "Ollerton", "Pemberley", "Prosser", "Quill", "Rashid", "Rowntree", "Sandhu", "Skelton", "Tarrant"),
    *(
        "Thackeray",
        "Underhill",
        "Vance",
        "Wetherby",
        "Winterbourne",
        "Yarrow",
        "Zielinski",
        "Ashdown",
        "Brackley",
        "Copsey",
    ),
)
PARTIES = ("Brackenshire First", "Civic Alliance", "Rural Voice", "Independent", "Town and Vale", "Independent")
