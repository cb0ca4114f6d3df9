//! What people write about deals, in the languages of the demo.

/// The texts of one language. `{customer}` stands for the customer's short name.
#[derive(Debug)]
pub struct Phrases {
    /// What is sold: the name of a deal.
    pub subjects: &'static [&'static str],
    /// How names of deals are built; `{subject}` and `{customer}` in their places.
    pub names: &'static [&'static str],
    /// Sentences of notes, one for each situation.
    pub notes: &'static [&'static str],
    /// What the vendor or a partner is told when invited.
    pub invitations: &'static [&'static str],
    /// What is noted when an opportunity is accepted.
    pub acceptances: &'static [&'static str],
    /// What a lead asks for.
    pub inquiries: &'static [&'static str],
    /// Reasons that are in no list.
    pub other_reasons: &'static [&'static str],
    pub titles: &'static [&'static str],
}

pub static TURKISH: Phrases = Phrases {
    subjects: &[
        "Depo yönetimini buluta taşıma", "Müşteri hizmetleri sohbet asistanı", "Veri ambarı ve raporlama",
        "Felaketten kurtarma merkezi", "Saha ekibi mobil uygulaması", "Kimlik ve erişim yönetimi",
        "Üretim hattı IoT izleme", "ERP yenileme projesi", "E-fatura entegrasyonu", "Uç nokta güvenliği",
        "Çağrı merkezi dönüşümü", "Belge yönetimi ve arşiv", "Tedarik zinciri görünürlüğü",
        "Görüntülü görüşme altyapısı",
    ],
    names: &["{subject} – {customer}", "{customer}: {subject}", "{subject}", "{customer} {subject} (2. faz)"],
    notes: &[
        "Müşteri mevcut sözleşmesini yıl sonunda bitirmek istiyor.",
        "Genel müdür yardımcısı ile görüşüldü; bütçe onayı önümüzdeki ay bekleniyor.",
        "Bilgi işlem ekibi küçük olduğu için yönetilen hizmet de istiyorlar.",
        "Rakip teklif vermiş, ancak destek süreleri müşteriyi ikna etmemiş.",
        "KVKK uyumu için verilerin ülke içinde kalması şart.",
        "Kavram kanıtı için iki şubede deneme yapılacak: İzmir ve Eskişehir.",
        "Öncelik ağustos ayında açılacak yeni dağıtım merkezinde.",
        "Ödeme üç taksitte, geçiş tamamlandığında son taksit.",
        "Eğitimlerin Türkçe verilmesi isteniyor, yaklaşık 120 kullanıcı.",
        "Satın alma müdürü ölçülebilir bir tasarruf tablosu görmek istiyor.",
        "Teknik şartname geldi; üç maddede açıklama istedik.",
        "Müşterinin İstanbul ofisinde çalıştay yapıldı, katılım yüksekti.",
    ],
    invitations: &[
        "Müşteri mimari konusunda üreticinin görüşünü duymak istiyor; iki hafta içinde toplantı planlıyoruz.",
        "Lisanslama için fiyat desteğine ihtiyacımız var, ihale tarihi yaklaşıyor.",
        "Kavram kanıtı için ortam ve bir uzman rica ediyoruz.",
    ],
    acceptances: &["Müşteriyle ilk görüşme yapıldı, devam ediyoruz.", "Kabul ettik; ekip atandı."],
    inquiries: &[
        "Depolarımız için bulut çözümü arıyoruz, lütfen bizi arayın.",
        "Deneme sürümünden memnun kaldık, 80 kullanıcı için teklif rica ederiz.",
        "Raporlama aracınız SAP verilerimizle çalışır mı?",
    ],
    other_reasons: &["Müşteri projeyi kendi ekibiyle yapmaya karar verdi", "Şirket birleşmesi nedeniyle durduruldu"],
    titles: &["Bilgi İşlem Müdürü", "Satın Alma Müdürü", "Genel Müdür Yardımcısı", "Proje Yöneticisi"],
};

pub static GERMAN: Phrases = Phrases {
    subjects: &[
        "Umzug der Lagerverwaltung in die Cloud", "Chatbot für den Kundenservice", "Data Warehouse und Berichte",
        "Notfallrechenzentrum", "Mobile Anwendung für den Außendienst", "Identitäts- und Zugriffsverwaltung",
        "Zustandsüberwachung der Fertigung", "Ablösung des ERP-Systems", "Rechnungseingang mit KI",
        "Endgerätesicherheit", "Modernisierung des Callcenters", "Dokumentenmanagement",
        "Durchgängige Lieferkette", "Telefonie in der Cloud",
    ],
    names: &["{subject} – {customer}", "{customer}: {subject}", "{subject}", "{customer} / {subject}, Teil 2"],
    notes: &[
        "Der Kunde möchte den laufenden Vertrag zum Jahresende ablösen.",
        "Gespräch mit der Geschäftsführung am Dienstag; das Budget wird im nächsten Monat freigegeben.",
        "Die IT-Abteilung ist klein, deshalb ist ein Betrieb durch uns gewünscht.",
        "Ein Wettbewerber hat angeboten, kann aber die Reaktionszeiten nicht zusagen.",
        "Daten müssen wegen der DSGVO in Deutschland oder der EU bleiben.",
        "Der Machbarkeitsnachweis läuft an zwei Standorten: Kassel und Nürnberg.",
        "Wichtig ist vor allem das neue Verteilzentrum, das im Herbst öffnet.",
        "Der Betriebsrat muss zustimmen; die Unterlagen sind übergeben.",
        "Schulung für etwa 150 Beschäftigte in drei Gruppen, größtenteils vor Ort.",
        "Der Einkauf wünscht eine Gegenüberstellung der Gesamtkosten über fünf Jahre.",
        "Lastenheft liegt vor; zu drei Anforderungen haben wir Rückfragen gestellt.",
        "Workshop beim Kunden war gut besucht, die Fachbereiche ziehen mit.",
    ],
    invitations: &[
        "Der Kunde möchte die Architektur mit dem Hersteller besprechen; Termin in den nächsten zwei Wochen.",
        "Wir benötigen Unterstützung bei der Lizenzierung, die Ausschreibung endet bald.",
        "Für den Machbarkeitsnachweis bitten wir um eine Umgebung und eine Fachperson.",
    ],
    acceptances: &["Erstgespräch geführt, wir übernehmen.", "Angenommen; das Team ist benannt."],
    inquiries: &[
        "Wir suchen eine Cloud-Lösung für unser Lager, bitte rufen Sie uns an.",
        "Der Test hat überzeugt, wir bitten um ein Angebot für 80 Plätze.",
        "Lässt sich Ihr Berichtswerkzeug an unser ERP anschließen?",
    ],
    other_reasons: &["Der Kunde setzt das Vorhaben mit eigenen Leuten um", "Wegen einer Fusion ausgesetzt"],
    titles: &["Leitung IT", "Leitung Einkauf", "Geschäftsführung", "Projektleitung"],
};

pub static ENGLISH: Phrases = Phrases {
    subjects: &[
        "Warehouse management to the cloud", "Customer service assistant", "Data warehouse and reporting",
        "Disaster recovery site", "Field service mobile app", "Identity and access management",
        "Shop floor monitoring", "ERP replacement", "Invoice automation", "Endpoint security rollout",
        "Contact center modernization", "Document management", "Supply chain visibility", "Cloud telephony",
    ],
    names: &["{subject} – {customer}", "{customer}: {subject}", "{subject}", "{customer} – {subject}, phase 2"],
    notes: &[
        "The customer wants to leave the current contract at the end of the year.",
        "Met the CFO on Tuesday; budget approval is expected next month.",
        "Their IT team is small, so a managed service is part of the ask.",
        "A competitor has quoted, but can't commit to the response times.",
        "Data has to stay in the region; legal will send the clauses.",
        "Proof of concept at two sites first, then a decision by the steering group.",
        "The new distribution center that opens in fall has priority.",
        "Payment in three milestones, the last one after cutover.",
        "Training for about 120 users, half of them remote.",
        "Procurement asked for a five-year total cost comparison.",
        "Requirements arrived; we have questions on three of them.",
        "Workshop went well, the business side is on board.",
    ],
    invitations: &[
        "The customer would like to hear the vendor's view on the architecture; meeting within two weeks.",
        "We need help with licensing, the tender closes soon.",
        "Please join the proof of concept with an environment and a specialist.",
    ],
    acceptances: &["First call done, we are taking it on.", "Accepted; team assigned."],
    inquiries: &[
        "We are looking for a cloud solution for our warehouses, please call us.",
        "We liked the trial and would like a quote for 80 seats.",
        "Does your reporting tool work with our ERP?",
    ],
    other_reasons: &["Customer decided to build it in house", "Put on hold because of a merger"],
    titles: &["IT Director", "Head of Procurement", "Chief Operating Officer", "Program Manager"],
};

pub static FRENCH: Phrases = Phrases {
    subjects: &[
        "Migration de la gestion d'entrepôt", "Assistant du service client", "Entrepôt de données et rapports",
        "Plan de reprise d'activité", "Application mobile pour les techniciens", "Gestion des identités",
        "Supervision des ateliers", "Remplacement de l'ERP", "Dématérialisation des factures",
        "Sécurité des postes", "Modernisation du centre d'appels", "Gestion documentaire",
    ],
    names: &["{subject} – {customer}", "{customer} : {subject}", "{subject}"],
    notes: &[
        "Le client souhaite quitter son contrat actuel en fin d'année.",
        "Rendez-vous avec la direction financière ; le budget sera validé le mois prochain.",
        "L'équipe informatique est réduite, une infogérance est demandée.",
        "Un concurrent a remis une offre, mais sans engagement sur les délais.",
        "Les données doivent rester en France.",
        "Une preuve de concept est prévue sur deux sites.",
        "La formation concerne environ 120 utilisateurs.",
        "Les achats demandent une comparaison des coûts sur cinq ans.",
    ],
    invitations: &[
        "Le client voudrait l'avis de l'éditeur sur l'architecture ; réunion sous deux semaines.",
        "Nous avons besoin d'aide pour les licences, l'appel d'offres se termine bientôt.",
    ],
    acceptances: &["Premier échange fait, nous prenons en charge.", "Accepté ; l'équipe est désignée."],
    inquiries: &[
        "Nous cherchons une solution pour nos entrepôts, merci de nous rappeler.",
        "L'essai nous a plu, merci de chiffrer 80 postes.",
    ],
    other_reasons: &["Le client réalise le projet en interne"],
    titles: &["Directrice des systèmes d'information", "Responsable des achats", "Directeur général"],
};

pub static SPANISH: Phrases = Phrases {
    subjects: &[
        "Gestión de almacén en la nube", "Asistente de atención al cliente", "Almacén de datos e informes",
        "Centro de recuperación", "Aplicación móvil para técnicos", "Gestión de identidades",
        "Supervisión de planta", "Sustitución del ERP", "Automatización de facturas", "Seguridad de equipos",
        "Modernización del centro de llamadas", "Gestión documental",
    ],
    names: &["{subject} – {customer}", "{customer}: {subject}", "{subject}"],
    notes: &[
        "El cliente quiere terminar su contrato actual a final de año.",
        "Reunión con la dirección financiera; el presupuesto se aprueba el próximo mes.",
        "El equipo técnico es pequeño y pide un servicio gestionado.",
        "Hay una oferta de la competencia, pero sin compromiso de plazos.",
        "Los datos deben quedarse en la Unión Europea.",
        "Haremos una prueba de concepto en dos sedes.",
        "Formación para unos 120 usuarios.",
        "Compras pide comparar el coste total a cinco años.",
    ],
    invitations: &[
        "El cliente desea conocer la opinión del fabricante sobre la arquitectura.",
        "Necesitamos ayuda con las licencias, el concurso cierra pronto.",
    ],
    acceptances: &["Primera llamada hecha, seguimos adelante.", "Aceptado; equipo asignado."],
    inquiries: &[
        "Buscamos una solución para nuestros almacenes, llámennos por favor.",
        "Nos gustó la prueba y queremos una oferta para 80 puestos.",
    ],
    other_reasons: &["El cliente lo hará con su propio equipo"],
    titles: &["Directora de sistemas", "Jefe de compras", "Director general"],
};

pub static DUTCH: Phrases = Phrases {
    subjects: &[
        "Magazijnbeheer naar de cloud", "Assistent voor de klantenservice", "Datawarehouse en rapportage",
        "Uitwijkcentrum", "Mobiele app voor monteurs", "Identiteits- en toegangsbeheer",
        "Bewaking van de productielijn", "Vervanging van het ERP", "Factuurverwerking", "Beveiliging van werkplekken",
        "Vernieuwing van het callcenter", "Documentbeheer",
    ],
    names: &["{subject} – {customer}", "{customer}: {subject}", "{subject}"],
    notes: &[
        "De klant wil het huidige contract aan het eind van het jaar beëindigen.",
        "Gesprek met de financiële directie; het budget wordt volgende maand vrijgegeven.",
        "De IT-afdeling is klein, daarom is beheer door ons gewenst.",
        "Een concurrent heeft een offerte gedaan, maar zonder garanties op reactietijden.",
        "Gegevens moeten binnen de EU blijven.",
        "Eerst een proef op twee locaties, daarna beslist de stuurgroep.",
        "Training voor ongeveer 120 gebruikers.",
        "Inkoop vraagt een vergelijking van de kosten over vijf jaar.",
    ],
    invitations: &[
        "De klant hoort graag de mening van de leverancier over de architectuur.",
        "Wij hebben hulp nodig bij de licenties, de aanbesteding sluit binnenkort.",
    ],
    acceptances: &["Eerste gesprek gevoerd, wij pakken het op.", "Geaccepteerd; team is aangewezen."],
    inquiries: &[
        "Wij zoeken een oplossing voor onze magazijnen, belt u ons?",
        "De proef beviel goed, graag een offerte voor 80 werkplekken.",
    ],
    other_reasons: &["De klant voert het project zelf uit"],
    titles: &["Hoofd IT", "Hoofd inkoop", "Algemeen directeur"],
};

pub static JAPANESE: Phrases = Phrases {
    subjects: &[
        "倉庫管理システムのクラウド移行", "カスタマーサポートのチャット対応", "データ基盤とレポート", "災害復旧サイト構築",
        "フィールドサービス用モバイルアプリ", "ID・アクセス管理", "工場設備の遠隔監視", "基幹システム刷新", "請求書処理の自動化",
        "端末セキュリティ強化",
    ],
    names: &["{customer} {subject}", "{subject}（{customer}）", "{subject}"],
    notes: &[
        "現行契約を年度末で終了したいとのご意向です。",
        "役員との打ち合わせを実施。予算承認は来月の見込みです。",
        "情報システム部門が少人数のため、運用も含めた提案を希望されています。",
        "競合他社も見積を提出済みですが、サポート体制に不安があるとのことです。",
        "データは国内に保管することが条件です。",
        "まず二拠点で実証を行います。",
        "利用者は約120名、研修は日本語で行います。",
    ],
    invitations: &["アーキテクチャについてベンダーの見解を伺いたいです。", "入札が近いため、ライセンス見積のご支援をお願いします。"],
    acceptances: &["初回打ち合わせを実施し、対応を開始しました。"],
    inquiries: &["倉庫向けのクラウドサービスを探しています。ご連絡ください。", "試用版を気に入りました。80名分の見積をお願いします。"],
    other_reasons: &["自社で開発する方針となりました"],
    titles: &["情報システム部長", "購買課長", "取締役"],
};
