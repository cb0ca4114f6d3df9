//! The countries of the demo: how people, companies, streets and numbers look there. All names are put together
//! at random from these words; none is meant to be anybody's.

use super::phrases::{self, Phrases};

/// One country.
#[derive(Debug)]
pub struct Market {
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    pub currency: &'static str,
    /// What a deal of 1 US dollar is worth here, roughly: deals look alike in all currencies.
    pub per_dollar: i64,
    pub locale: &'static str,
    pub phrases: &'static Phrases,
    pub first_names: &'static [&'static str],
    pub last_names: &'static [&'static str],
    /// `#` is a digit, here and below. Numbers kept for fiction, or given to nobody.
    pub phone: &'static str,
    /// City, state or region, postal code.
    pub cities: &'static [(&'static str, Option<&'static str>, &'static str)],
    /// `{}` is the house number.
    pub streets: &'static [&'static str],
    pub stems: &'static [&'static str],
    /// What a company does, and the industry of the value list.
    pub sectors: &'static [(&'static str, &'static str)],
    /// `{stem}` and `{sector}` in their places.
    pub company_forms: &'static [&'static str],
}

pub static MARKETS: [&Market; 8] = [&TR, &DE, &US, &GB, &FR, &ES, &NL, &JP];

const AGRICULTURE: &str = "Agriculture, Forestry, & Fishing";
const MEDIA: &str = "Communications & Media";
const EDUCATION: &str = "Education";
const FINANCE: &str = "Financial Services";
const HEALTH: &str = "Healthcare";
const HOSPITALITY: &str = "Hospitality";
const MANUFACTURING: &str = "Manufacturing";
const POWER: &str = "Power & Utilities";
const RETAIL: &str = "Retail & Consumer Goods";
const SERVICES: &str = "Services";
const TRANSPORT: &str = "Travel & Transportation";
const WHOLESALE: &str = "Wholesale & Distribution";

pub static TR: Market = Market {
    country: "TR",
    currency: "TRY",
    per_dollar: 35,
    locale: "tr-tr",
    phrases: &phrases::TURKISH,
    first_names: &[
        "Elif", "Zeynep", "Defne", "Ayşe", "Gülşah", "İpek", "Nehir", "Selin", "Çağla", "Şebnem", "Emre",
        "Kerem", "Mert", "Barış", "Ozan", "Tolga", "Uğur", "İlker", "Yiğit", "Hakan",
    ],
    last_names: &[
        "Yıldırımoğlu", "Karataş", "Çelikkol", "Özgüneş", "Akbulut", "Demirtaş", "Güneysu", "Şahinkaya",
        "Tunçer", "Erdoğmuş", "Kızılçayır", "Bozoklu", "Uysaler", "Işıklar", "Çınarlı", "Yalçınkaya",
    ],
    phone: "+90 500 000 ## ##",
    cities: &[
        ("İstanbul", None, "34###"), ("Ankara", None, "06###"), ("İzmir", None, "35###"),
        ("Bursa", None, "16###"), ("Eskişehir", None, "26###"),
        ("Gaziantep", None, "27###"), ("Kayseri", None, "38###"), ("Muğla", None, "48###"),
    ],
    streets: &[
        "Çınar Sokak No: {}", "Gül Caddesi No: {}", "Yıldız Bulvarı No: {}", "Değirmen Sokak No: {}",
        "Organize Sanayi 4. Cadde No: {}", "Kavak Sokak No: {}",
    ],
    stems: &[
        "Karadere", "Akçataş", "Bozyaka", "Gökçepınar", "Yeşilova Dere", "Demirağaç", "Sarıtepe", "Mavidağ",
        "Çamlıyayla", "Ormanüstü", "İncirkuyu", "Altınçayır", "Yaylabaşı", "Denizkıyı", "Ulukonak",
        "Beyazkuyu", "Turnalı", "Kuzeykent", "Ilıcapınar", "Sazlıdere",
    ],
    sectors: &[
        ("Lojistik", TRANSPORT), ("Gıda", RETAIL), ("Tekstil", MANUFACTURING), ("Sigorta", FINANCE),
        ("Enerji", POWER), ("Makine", MANUFACTURING), ("Sağlık Hizmetleri", HEALTH), ("Tarım", AGRICULTURE),
        ("Mağazacılık", RETAIL), ("Turizm", HOSPITALITY), ("Eğitim Kurumları", EDUCATION), ("Yapı", SERVICES),
        ("Yayıncılık", MEDIA), ("Toptan Ticaret", WHOLESALE),
    ],
    company_forms: &["{stem} {sector} A.Ş.", "{stem} {sector} Ltd. Şti.", "{stem} {sector} San. ve Tic. A.Ş."],
};

pub static DE: Market = Market {
    country: "DE",
    currency: "EUR",
    per_dollar: 1,
    locale: "de-de",
    phrases: &phrases::GERMAN,
    first_names: &[
        "Katrin", "Jana", "Lena", "Ulrike", "Heike", "Svenja", "Mareike", "Anneke", "Frieda", "Bärbel",
        "Jörg", "Holger", "Matthias", "Tobias", "Sönke", "Lukas", "Götz", "Henning", "Felix", "Ruben",
    ],
    last_names: &[
        "Brinkhoff", "Lindenau", "Sommerfeldt", "Kröger", "Wiesental", "Hagemeister", "Dornkamp", "Rehbein",
        "Vogelsang", "Ostertag", "Kühnemann", "Steinbrecht", "Möllendorf", "Ahrensfeld", "Jütte", "Tannhofer",
    ],
    phone: "+49 171 39200##",
    cities: &[
        ("Hamburg", None, "22###"), ("München", Some("Bayern"), "81###"),
        ("Köln", Some("Nordrhein-Westfalen"), "50###"),
        ("Leipzig", Some("Sachsen"), "04###"), ("Bremen", None, "28###"),
        ("Nürnberg", Some("Bayern"), "90###"),
        ("Kassel", Some("Hessen"), "34###"), ("Münster", Some("Nordrhein-Westfalen"), "48###"),
    ],
    streets: &[
        "Lindenallee {}", "Am alten Hafen {}", "Mühlenweg {}", "Gartenstraße {}", "Industriestraße {}",
        "Kirchgasse {}",
    ],
    stems: &[
        "Brunnenthaler", "Oberwaldner", "Kestenbach", "Lindenfurt", "Haselmoor", "Eichtal", "Rotfelder",
        "Wiesenhorst", "Grauheide", "Silberbek", "Nebelau", "Steinmarck", "Falkenrieth", "Kalteneck",
        "Moorwinkel", "Tannberger", "Ahornhof", "Weidenkamp", "Birkenrode", "Überweiler",
    ],
    sectors: &[
        ("Logistik", TRANSPORT), ("Maschinenbau", MANUFACTURING), ("Versicherung", FINANCE),
        ("Energie", POWER), ("Lebensmittel", RETAIL), ("Kliniken", HEALTH), ("Großhandel", WHOLESALE),
        ("Bau", SERVICES), ("Verlag", MEDIA), ("Hotels", HOSPITALITY), ("Akademie", EDUCATION),
        ("Agrar", AGRICULTURE), ("Werkzeuge", MANUFACTURING), ("Möbel", RETAIL),
    ],
    company_forms: &["{stem} {sector} GmbH", "{stem} {sector} AG", "{stem} {sector} GmbH & Co. KG"],
};

pub static US: Market = Market {
    country: "US",
    currency: "USD",
    per_dollar: 1,
    locale: "en-us",
    phrases: &phrases::ENGLISH,
    first_names: &[
        "Maya", "Tessa", "Jordan", "Naomi", "Priya", "Carmen", "Leah", "Audrey", "Simone", "Grace", "Owen",
        "Marcus", "Dylan", "Theo", "Rafael", "Caleb", "Isaac", "Wesley", "Andre", "Nolan",
    ],
    last_names: &[
        "Whitlock", "Delacroft", "Okafor", "Hartsfield", "Pemberly", "Castellan", "Brightwater", "Nguyen",
        "Rosewood", "Tillman", "Ashgrove", "Varela", "Kowalczyk", "Lindqvist", "Merriweather", "Sandoval",
    ],
    phone: "+1 5##-555-01##",
    cities: &[
        ("Portland", Some("OR"), "972##"), ("Columbus", Some("OH"), "432##"),
        ("Austin", Some("TX"), "787##"), ("Raleigh", Some("NC"), "276##"),
        ("Denver", Some("CO"), "802##"), ("Madison", Some("WI"), "537##"),
        ("Tampa", Some("FL"), "336##"), ("Boise", Some("ID"), "837##"),
    ],
    streets: &[
        "{} Juniper Street", "{} Harbor Way", "{} Old Mill Road", "{} Commerce Drive", "{} Larkspur Avenue",
        "{} County Line Road",
    ],
    stems: &[
        "Copper Hollow", "Larkspur Ridge", "Fenwick Dale", "Juniper Flats", "Saltmarsh", "Granite Fork",
        "Bramblewood", "Quarry Lake", "Willow Notch", "Tall Heron", "Cedar Trace", "Redthorn", "Pine Barrow",
        "Marlow Creek", "Osprey Shoal", "Stonefield Hollow", "Prairie Lantern", "Harrow Bay",
        "Silver Thicket", "Kestrel Gap",
    ],
    sectors: &[
        ("Logistics", TRANSPORT), ("Foods", RETAIL), ("Insurance", FINANCE), ("Energy", POWER),
        ("Manufacturing", MANUFACTURING), ("Health", HEALTH), ("Farms", AGRICULTURE), ("Outfitters", RETAIL),
        ("Hotels", HOSPITALITY), ("Academies", EDUCATION), ("Builders", SERVICES), ("Broadcasting", MEDIA),
        ("Supply", WHOLESALE), ("Credit Union", FINANCE),
    ],
    company_forms: &["{stem} {sector}, Inc.", "{stem} {sector} LLC", "{stem} {sector} Corp."],
};

pub static GB: Market = Market {
    country: "GB",
    currency: "GBP",
    per_dollar: 1,
    locale: "en-gb",
    phrases: &phrases::ENGLISH,
    first_names: &[
        "Imogen", "Fiona", "Harriet", "Niamh", "Rhiannon", "Anjali", "Beatrice", "Eleanor", "Zara", "Poppy",
        "Alistair", "Rory", "Gareth", "Callum", "Tariq", "Edmund", "Hamish", "Dominic", "Owain", "Jasper",
    ],
    last_names: &[
        "Fairweather", "Thistlewood", "Penhaligon", "Crosswell", "Okonkwo", "Marchbanks", "Ravenscroft",
        "Hollis", "Appleyard", "Strathmore", "Bickerton", "Llewellyn", "Chaudhry", "Wainscott", "Dunmore",
        "Sedgefield",
    ],
    phone: "+44 7700 900###",
    cities: &[
        ("Leeds", Some("West Yorkshire"), "LS1# #AB"), ("Bristol", None, "BS1 #AB"),
        ("Manchester", None, "M1# #AB"), ("Edinburgh", None, "EH1 #AB"),
        ("Norwich", Some("Norfolk"), "NR# #AB"), ("Cardiff", None, "CF1# #AB"),
        ("Reading", Some("Berkshire"), "RG1 #AB"), ("Sheffield", None, "S1# #AB"),
    ],
    streets: &[
        "{} Mill Lane", "{} Station Road", "{} Orchard Close", "{} Quayside", "{} Chapel Street",
        "Unit {} Kiln Park",
    ],
    stems: &[
        "Wetherfold", "Ashcombe Vale", "Thornleigh", "Penmarrow", "Oakhurst Row", "Brackenhill", "Larchmoor",
        "Dunstead", "Millbeck", "Rookswell", "Fernside", "Coldbrook", "Kingsfallow", "Tarnholme",
        "Gorsey Lane", "Marlpit", "Sandwick Moor", "Eldercross", "Wyndale", "Hollowbridge",
    ],
    sectors: &[
        ("Freight", TRANSPORT), ("Foods", RETAIL), ("Mutual", FINANCE), ("Power", POWER),
        ("Engineering", MANUFACTURING), ("Care", HEALTH), ("Growers", AGRICULTURE), ("Homewares", RETAIL),
        ("Inns", HOSPITALITY), ("Learning Trust", EDUCATION), ("Surveyors", SERVICES), ("Press", MEDIA),
        ("Wholesale", WHOLESALE), ("Ceramics", MANUFACTURING),
    ],
    company_forms: &["{stem} {sector} Ltd", "{stem} {sector} plc", "{stem} {sector} LLP"],
};

pub static FR: Market = Market {
    country: "FR",
    currency: "EUR",
    per_dollar: 1,
    locale: "fr-fr",
    phrases: &phrases::FRENCH,
    first_names: &[
        "Amélie", "Clémence", "Margaux", "Noémie", "Solène", "Inès", "Agathe", "Héloïse", "Camille", "Léonie",
        "Bastien", "Étienne", "Julien", "Mathis", "Rémi", "Théo", "Quentin", "Sylvain", "Yanis", "Loïc",
    ],
    last_names: &[
        "Beaumarin", "Charpentier", "Delorme", "Fontanel", "Grandjean", "Lavigne", "Marchetaud", "Noirot",
        "Perrault", "Rousselin", "Séguret", "Tisserand", "Valmont", "Bellanger", "Garonnet", "Hardouin",
    ],
    phone: "+33 6 39 98 ## ##",
    cities: &[
        ("Lyon", None, "6900#"), ("Nantes", None, "44#00"), ("Lille", None, "59#00"),
        ("Toulouse", None, "31#00"), ("Rennes", None, "35#00"),
        ("Strasbourg", None, "67#00"), ("Grenoble", None, "38#00"), ("Dijon", None, "21#00"),
    ],
    streets: &[
        "{} rue des Tilleuls", "{} avenue du Port", "{} place du Marché", "{} chemin du Moulin",
        "{} boulevard de la Gare", "{} impasse des Lilas",
    ],
    stems: &[
        "Valombreuse", "Roche-Brune", "Tournelune", "Aubépine", "Grandchêne", "Petit-Ruisseau",
        "Vieuxmoulin", "Sablonnière", "Hautevigne", "Champrond", "Pierrelune", "Noirbuisson", "Tilleulade",
        "Ventclair", "Fontaubert", "Lavandière", "Belle-Étoile", "Mirevent", "Combesèche", "Ormeval",
    ],
    sectors: &[
        ("Transports", TRANSPORT), ("Saveurs", RETAIL), ("Mutuelle", FINANCE), ("Énergies", POWER),
        ("Mécanique", MANUFACTURING), ("Cliniques", HEALTH), ("Vignobles", AGRICULTURE),
        ("Maisons", RETAIL), ("Hôtels", HOSPITALITY), ("Écoles", EDUCATION), ("Bâtiment", SERVICES),
        ("Éditions", MEDIA), ("Négoce", WHOLESALE), ("Textiles", MANUFACTURING),
    ],
    company_forms: &["{sector} {stem} SAS", "{sector} {stem} SA", "{sector} {stem} SARL"],
};

pub static ES: Market = Market {
    country: "ES",
    currency: "EUR",
    per_dollar: 1,
    locale: "es-es",
    phrases: &phrases::SPANISH,
    first_names: &[
        "Lucía", "Inés", "Marta", "Nuria", "Alba", "Rocío", "Carla", "Leire", "Aitana", "Sofía", "Álvaro",
        "Iker", "Rubén", "Sergio", "Adrián", "Gonzalo", "Hugo", "Martín", "Andrés", "Joaquín",
    ],
    last_names: &[
        "Aldecoa", "Barrientos", "Cifuentes", "Echeverría", "Fontanilla", "Galdeano", "Ibarrola", "Lizarraga",
        "Montesinos", "Olmedilla", "Peñalver", "Quintanilla", "Robledano", "Santamera", "Urrutia", "Zabaleta",
    ],
    phone: "+34 600 000 ###",
    cities: &[
        ("Madrid", None, "280##"), ("Valencia", None, "460##"),
        ("Bilbao", Some("Bizkaia"), "480##"), ("Sevilla", None, "410##"),
        ("Zaragoza", None, "500##"), ("Málaga", None, "290##"),
        ("Girona", None, "170##"), ("Vigo", Some("Pontevedra"), "362##"),
    ],
    streets: &[
        "Calle del Olivo {}", "Avenida del Puerto {}", "Plaza Mayor {}", "Calle Nueva {}",
        "Paseo de la Ribera {}", "Polígono Norte, nave {}",
    ],
    stems: &[
        "Roblealto", "Peñaclara", "Valdecierzo", "Monteluna", "Ríohondo", "Encinarejo", "Altoviento",
        "Piedralisa", "Olivarosa", "Campogrís", "Tormentera", "Lagunaseca", "Sotoverde", "Castañarejo",
        "Molinoviejo", "Almendrual", "Brisalta", "Nogalera", "Cerroblanco", "Aguaviva",
    ],
    sectors: &[
        ("Transportes", TRANSPORT), ("Conservas", RETAIL), ("Seguros", FINANCE), ("Energías", POWER),
        ("Talleres", MANUFACTURING), ("Clínicas", HEALTH), ("Bodegas", AGRICULTURE), ("Calzados", RETAIL),
        ("Hoteles", HOSPITALITY), ("Colegios", EDUCATION), ("Obras", SERVICES), ("Ediciones", MEDIA),
        ("Distribuciones", WHOLESALE), ("Azulejos", MANUFACTURING),
    ],
    company_forms: &["{sector} {stem} S.A.", "{sector} {stem} S.L.", "{sector} {stem} S. Coop."],
};

pub static NL: Market = Market {
    country: "NL",
    currency: "EUR",
    per_dollar: 1,
    locale: "nl-nl",
    phrases: &phrases::DUTCH,
    first_names: &[
        "Femke", "Sanne", "Lotte", "Anouk", "Maaike", "Roos", "Jasmijn", "Noor", "Eline", "Floor", "Bram",
        "Daan", "Jeroen", "Koen", "Maarten", "Niels", "Ruben", "Sjoerd", "Thijs", "Wouter",
    ],
    last_names: &[
        "Hoekstra", "Meerdink", "Oosterveld", "Blankestijn", "Zandvliet", "Terpstra", "Kruithof", "Wagenaar",
        "Bloemendal", "Lindeboom", "Schoonhoven", "Vreugdenhil", "Roelofsen", "Duijnstee", "Nijkamp",
        "Weststrate",
    ],
    phone: "+31 6 0000 ####",
    cities: &[
        ("Utrecht", None, "35## AB"), ("Rotterdam", Some("Zuid-Holland"), "30## KL"),
        ("Groningen", None, "97## CD"), ("Eindhoven", None, "56## PT"),
        ("Zwolle", Some("Overijssel"), "80## GH"), ("Haarlem", Some("Noord-Holland"), "20## EN"),
        ("Breda", None, "48## RS"),
        ("Arnhem", Some("Gelderland"), "68## VX"),
    ],
    streets: &[
        "Molenweg {}", "Havenkade {}", "Kerkstraat {}", "Lindelaan {}", "Dijkstraat {}", "Industrieweg {}",
    ],
    stems: &[
        "Zeegras", "Wilgenhof", "Duinbeek", "Kievitsveld", "Molenwaard", "Rietdijk", "Lindenkade",
        "Noorderzand", "Ganzepoel", "Heidebloem", "Waterhoek", "Beukenrode", "Vossenkamp", "Schelpenkust",
        "Klaprozen", "Veenrand", "Lepelaar", "Turfhaven", "Wadloper", "Korenschoof",
    ],
    sectors: &[
        ("Logistiek", TRANSPORT), ("Zuivel", RETAIL), ("Verzekeringen", FINANCE), ("Energie", POWER),
        ("Machines", MANUFACTURING), ("Zorg", HEALTH), ("Bloembollen", AGRICULTURE), ("Wonen", RETAIL),
        ("Hotels", HOSPITALITY), ("Onderwijs", EDUCATION), ("Bouw", SERVICES), ("Uitgevers", MEDIA),
        ("Groothandel", WHOLESALE), ("Scheepsbouw", MANUFACTURING),
    ],
    company_forms: &["{stem} {sector} B.V.", "{stem} {sector} N.V.", "{stem} {sector} Holding B.V."],
};

pub static JP: Market = Market {
    country: "JP",
    currency: "JPY",
    per_dollar: 150,
    locale: "ja-jp",
    phrases: &phrases::JAPANESE,
    first_names: &[
        "Haruka", "Misaki", "Aoi", "Yui", "Kanako", "Rina", "Sayuri", "Chihiro", "Natsumi", "Emi", "Ren",
        "Sota", "Daichi", "Kenta", "Ryohei", "Yuto", "Takumi", "Hiroki", "Shun", "Kazuma",
    ],
    last_names: &[
        "Kirishima", "Minase", "Tachikawa", "Fujimori", "Asagiri", "Okazaki", "Shirasagi", "Hoshino",
        "Kuroda", "Matsubara", "Nishizawa", "Sakuragi", "Tsukimori", "Wakabayashi", "Yukimura", "Hanaoka",
    ],
    phone: "+81 90 0000 ####",
    cities: &[
        ("東京", Some("東京都"), "1##-00##"), ("横浜", Some("神奈川県"), "2##-00##"),
        ("大阪", Some("大阪府"), "53#-00##"), ("名古屋", Some("愛知県"), "4##-00##"),
        ("札幌", Some("北海道"), "06#-08##"), ("福岡", Some("福岡県"), "81#-00##"),
        ("仙台", Some("宮城県"), "98#-08##"), ("広島", Some("広島県"), "73#-00##"),
    ],
    streets: &["桜通り{}番地", "若葉台{}丁目", "港町{}番地", "緑が丘{}番地", "本町{}丁目", "南工業団地{}号"],
    stems: &[
        "青嶺", "桐原", "白鷺沢", "霞ヶ谷", "水瀬", "東雲野", "月見台", "緑川原", "若葉森", "星見ヶ丘", "風早野",
        "朝霧原", "楓橋", "湖北野", "海鳴", "千鳥川", "雪見野", "花岡台", "笹原野", "鶴舞原",
    ],
    sectors: &[
        ("物流", TRANSPORT), ("食品", RETAIL), ("共済", FINANCE), ("電力", POWER), ("精密", MANUFACTURING),
        ("医療", HEALTH), ("農産", AGRICULTURE), ("家具", RETAIL), ("観光", HOSPITALITY), ("学園", EDUCATION),
        ("建設", SERVICES), ("出版", MEDIA), ("商事", WHOLESALE), ("工機", MANUFACTURING),
    ],
    company_forms: &["{stem}{sector}株式会社", "株式会社{stem}{sector}", "{stem}{sector}合同会社"],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn industries_are_of_the_value_list() {
        for market in MARKETS {
            for (sector, industry) in market.sectors {
                assert!(ortak_domain::catalogue::INDUSTRIES.contains(industry), "{sector}");
            }
        }
    }
}
