# Sayfaların çerçevesi

skip-to-content = İçeriğe geç
nav-label = Ana menü
nav-open = Menüyü aç
nav-home = Ana sayfa
nav-deals = Ortak satış fırsatları
nav-requests = İstekler
nav-pipeline = Satış hattı
nav-programme = Program
nav-settings = Ayarlar
nav-narrow = Gezinmeyi daralt
nav-wide = Gezinmeyi genişlet
palette-label = Bir sayfaya veya fırsata gidin
palette-none = Uyan sayfa veya fırsat yok. Enter tuşu tüm fırsatlarda arar.
shortcuts-close = Kısayolları kapat
nav-saved-views = Kayıtlı görünümler
breadcrumb = Buradasınız
search-label = Ara
search-placeholder = Fırsat, müşteri, kişi ara
new-deal = Yeni fırsat
alerts = Bildirimler
alerts-count =
    { $count ->
        [0] Bildirimler
        [one] Bildirimler, { $count } okunmamış
       *[other] Bildirimler, { $count } okunmamış
    }
person-menu = Menünüz
menu-profile = Profil
menu-security = Parola ve güvenlik
menu-shortcuts = Klavye kısayolları
theme-switch-light = Açık tema
theme-switch-dark = Koyu tema
density-switch-compact = Sık satırlar
density-switch-comfortable = Rahat satırlar
sign-out = Oturumu kapat
optional = isteğe bağlı
required = gerekli
yes = Evet
no = Hayır
cancel = Vazgeç
close = Kapat
edit = Düzenle
save-changes = Değişiklikleri kaydet
request-id = İstek numarası
form-has-errors = Lütfen şunları düzeltin

# Oturum açma
sign-in = Oturum aç
sign-in-refused = Bu e-posta ve parola buradaki bir hesapla eşleşmiyor.
sign-in-wait =
    { $seconds ->
        [one] Çok fazla deneme yapıldı. { $seconds } saniye sonra yeniden deneyin.
       *[other] Çok fazla deneme yapıldı. { $seconds } saniye sonra yeniden deneyin.
    }
email = E-posta
password = Parola
forgot-password = Parolanızı mı unuttunuz?

# Sayfanın neden olmadığını söyleyen sayfalar
error-go-home = Ana sayfaya git
error-page-sign-in-title = Lütfen oturum açın
error-page-sign-in-why = Bu sayfa yalnızca oturum açmış kişiler içindir.
error-page-sign-in-now = Oturum açın ve sayfayı yeniden açın.
error-page-stale-form-title = Bu form eskimiş
error-page-stale-form-why = Sayfa açıkken oturumunuz bitti ya da yeniden başladı; bu yüzden gönderilen kabul edilmedi.
error-page-stale-form-now = Geri dönün, sayfayı yenileyin ve formu bir kez daha gönderin. Hiçbir şey değişmedi.
error-page-not-found-title = Burada bir şey yok
error-page-not-found-why = Adres yanlış ya da burada olan şeye erişiminiz yok.
error-page-not-found-now = Adresi denetleyin ya da erişimi olan bir iş arkadaşınıza sorun.
error-page-forbidden-title = Bunu yapamazsınız
error-page-forbidden-why = Rolünüz buna izin vermiyor.
error-page-forbidden-now = Şirketinizin yöneticisi rolünüzü değiştirebilir.
error-page-invalid-title = Bu haliyle yapılamaz
error-page-invalid-why = Gönderilenlerden bir şey geçerli değil.
error-page-invalid-now = Geri dönüp düzeltin. Hiçbir şey değişmedi.
error-page-conflict-title = Fırsat bu arada değişti
error-page-conflict-why = Siz sayfayı açtıktan sonra başkası onu değiştirdi ya da kapattı.
error-page-conflict-now = Son durumu görmek için fırsatı yeniden açın. Yaptığınız değişiklik kaydedilmedi.
error-page-too-many-title = Çok fazla istek
error-page-too-many-why = Kısa sürede sunucunun izin verdiğinden çok şey istendi.
error-page-too-many-now = Biraz bekleyip yeniden deneyin.
error-page-unavailable-title = Şu anda kullanılamıyor
error-page-unavailable-why = Veritabanına ulaşılamıyor ya da yazılamıyor.
error-page-unavailable-now = Bir dakika sonra yeniden deneyin. Sistem yöneticiniz nedenini görebilir.
error-page-internal-title = Bizden kaynaklanan bir hata oluştu
error-page-internal-why = Hatanın ayrıntıları kaydedildi.
error-page-internal-now = Yeniden deneyin. Sürerse sistem yöneticinize istek numarasını bildirin.

# Önceki sayfanın yaptığı
done-saved = Kaydedildi.
done-stage-marked = Aşama işaretlendi.
done-shared = Artık satıcının satış ekibi bu fırsatı görebilir.
done-accepted = Kabul edildi. Fırsat üzerinde çalışabilirsiniz.
done-declined = Reddedildi. Gönderene bildirilir.
done-won = Kazanıldı. Tebrikler!
done-lost = Kaybedildi olarak işaretlendi.
done-team-saved = Ekip kaydedildi.

# Ana sayfa
home-hello = Merhaba, { $name }
home-tiles = Bekleyenler
home-waiting = Yanıtımı bekleyenler
home-nearest = en yakını: { $left } kaldı
home-closing = Bu ay kapanacaklar
home-closing-note = etkin, tahmini kapanış tarihine göre
home-stale = Durgun fırsatlar
home-stale-note = etkin, 30 gündür değişmemiş
home-unanswered = Başkalarını bekleyenler
home-unanswered-note = yanıtsız isteklerim
home-shared = İş ortaklarının paylaştıkları
home-shared-note = iş ortağı öncülüğünde, görüntülenebilir
home-next = Sırada olanlar
home-all-deals = Tüm fırsatlar

# Listeler
list-tabs = Fırsatlar
tab-inbound = Gelen
tab-outbound = Giden
tab-favourites = Favoriler
tab-all = Tümü
board = Pano
table = Tablo
favourite = Favori
column-deal = Fırsat
column-type = Tür
column-status = Durum
column-value = Değer
column-closes = Kapanış
column-location = Konum
column-team = Ekip
column-others = Diğer taraflar
column-answer-by = Yanıt süresi
incomplete-why = Bir çözüm ya da tam bir ekip üyesi eksik
deals-count =
    { $count ->
        [one] { $count } fırsat
       *[other] { $count } fırsat
    }
pages = Sayfalar
previous-page = Önceki
next-page = Sonraki
clear-filters = Filtreleri temizle
filter-words = Fırsatlardaki sözcükler
filter-is = { $value }
filter-from = En az
filter-to = En çok
filter-since = İlk gün
filter-until = Son gün
filter-apply = Filtreyi uygula
filter-more = Diğer filtreler
filter-apply-all = Filtreleri uygula
filter-remove = Filtreyi kaldır
filter-status = Durum
filter-type = Tür
filter-stage = Aşama
filter-country = Ülke
filter-value = Değer
filter-closes = Kapanış tarihi
filter-created = Oluşturulma
filter-team = Ekip üyesi
filter-campaign = Kampanya
filter-solution = Çözüm
filter-location = Konum
empty-match-title = Eşleşen fırsat yok
empty-match-text = Bu filtrelerle eşleşen fırsat yok.
empty-first-title = Burada henüz bir şey yok
empty-first-text = Açtığınız ya da size gönderilen fırsatlar burada görünür.
board-more = Tabloda { $count } tane daha
board-hint = Bir kartı başka bir aşamaya sürükleyin ya da kartı seçip M ve bir ok tuşuna basın. Kazanıldı ve Kaybedildi önce sorar.

# Fırsat
deal-tabs = Fırsat
tab-overview = Genel bakış
tab-activity = Etkinlik
tab-sharing = Paylaşım
lifecycle = Yaşam döngüsü
mark-stage = Bu aşamayı işaretle
closes-on = kapanış { $date }
closes-in =
    { $days ->
        [0] bugün
        [one] { $days } gün sonra
       *[other] { $days } gün sonra
    }
answer-within = yanıt için { $left } kaldı
status-waiting = Bekliyor
status-waiting-for-you = Sizi bekliyor
party-invited = Davet edildi · { $left } kaldı
party-invited-open = Davet edildi
party-accepted = Kabul etti
party-at-stage = { $percent } aşamasında
since = { $date } tarihinden beri
edit-deal = Fırsatı düzenle
mark-won = Kazanıldı olarak işaretle
mark-lost = Kaybedildi olarak işaretle
accept-action = Fırsatı kabul et
decline-action = Fırsatı reddet
frozen-title = Bu fırsat kapandı
frozen-text = Artık hiçbir şeyi değiştirilemez.
closing-reason = Neden: { $reason }
shared-by = { $name } paylaştı
shared-read-only = Bu fırsatı görebilir, ama değiştiremezsiniz. Notlar, CRM kimliği ve kampanya iş ortağında kalır.
invitation-notes = Ne isteniyor
details = Ayrıntılar
customer = Müşteri
solutions = Çözümler
change-solutions = Çözümleri değiştir
no-solutions = Henüz bir çözüm belirtilmedi.
team = Ekip
edit-team = Ekibi düzenle
no-team = Ekipte henüz kimse yok.
other-sides = Diğer taraflar
vendor = satıcı
sell-together = Birlikte satış yapın
ask-vendor = Satıcıdan yardım iste
ask-vendor-text = Satıcıya yanıtlayacağı bir istek gider ve bu bir ortak satış fırsatı olur.
invite-partner = İş ortağı davet et
let-vendor-view = Satıcının ekibi görsün
set-at-creation = oluştururken belirlendi
deal-name = Fırsat adı
field-name = Ad
field-address = Adres
field-invited-by = Gönderen
field-help = İstenen yardım
field-location = Konum
field-reason = Neden
field-details-dealvalue = Tahmini değer
field-details-currency = Para birimi
field-details-closingdatetime = Tahmini kapanış
field-details-notes = Notlar
field-details-requirements-solutions = Çözümler
field-externalreferenceid = CRM kimliği
field-campaignid = Kampanya kimliği
field-team = Ekip
field-status = Durum
field-substatus = Alt durum
field-statusreason = Neden
field-salesstage = Satış aşaması
field-expirationdatetime = Son yanıt
field-accepteddatetime = Kabul
field-closeddatetime = Kapanış
field-invitations = Davet edilen
field-customerprofile-team = Müşterideki kişiler
field-consent-consenttotoshareinfowithothers = Müşterinin paylaşma onayı
field-consent-consenttosharereferralwithmicrosoftsellers = Satıcının ekibi görebilir
field-consent-consenttocontact = Müşterinin iletişim onayı
stays-here = Yalnızca şirketiniz görür.
notes-stay-here = Bu notları yalnızca şirketiniz görür.
first-name = Ad
last-name = Soyad
phone = Telefon
person-number = Kişi { $number }

help-workloadspecificvalueproposition = İş yüküne özgü değer önerisi
help-customertechnicalarchitecture = Teknik mimari
help-proofofconceptordemo = Kavram kanıtı ya da demo
help-quotesorlicensing = Teklif ya da lisanslama
help-postsalescustomersuccess = Satış sonrası müşteri başarısı
help-generalorother = Genel ya da diğer
help-unknown = Şimdilik yardım gerekmiyor

obstacle-terminal_state = Fırsat kapandı; artık kimse davet edilemez.
obstacle-incoming_deal = Başkalarını yalnızca iş birliğini başlatan şirket davet eder.
obstacle-assessment_not_shared = Çözüm değerlendirmesi paylaşılmaz.
obstacle-already_invited = Zaten katılıyorlar.

reason-explained-no_relationship = Satıcının bu müşteriyle şimdiye dek işi olmamış. Tek başınıza sürdürebilir ya da durum değişince yeniden isteyebilirsiniz.
reason-explained-no_seller = Müşterinin satıcıda kendi satış temsilcisi yok. Tek başınıza sürdürebilirsiniz; bu değişmedikçe yeniden istemek işe yaramaz.

deal-event-created = Oluşturuldu
deal-event-imported = İçe aktarıldı
deal-event-changed = Değiştirildi
deal-event-invited = Başka bir şirket davet edildi
deal-event-received = Alıcı açtı
deal-event-accepted = Kabul edildi
deal-event-declined = Reddedildi
deal-event-won = Kazanıldı
deal-event-lost = Kaybedildi
deal-event-expired = Süresi doldu
actor-system = Ortak
actor-client = { $name } (uygulama)
actor-other-side = Başka bir taraf

sees-everything = Bu sayfalardaki her şeyi görür.
sees-not-private = Kendi notlarınızı, CRM kimliğinizi ve kampanyanızı asla görmez.
sees-nobody-else = Bu fırsattan başka kimse bir şey görmez.

# Fırsattaki eylemler
stale-title = Başkası daha hızlıydı
stale-text = Siz açtıktan sonra fırsat değişti. Yeniden bakın, sonra bir kez daha karar verin.
changed-meanwhile-title = Fırsat az önce değişti
changed-meanwhile-text = Bu form açıkken başkası bir şey kaydetti. Yazdıklarınız kalır; ikiniz de aynı şeyi değiştirdiyseniz size sorulur.
look-at-deal = Fırsata bak
accept-title = Bu fırsatı kabul et
accept-text = Şirketinizin ilgili kişisi siz olursunuz. Kabul edince diğerleri adınızı, e-postanızı ve telefonunuzu görür.
accept-more = Fırsatın adını, değerini, kapanışını ya da CRM bilgilerini değiştir
contact-shown = Diğer taraflara gösterilir.
decline-title = Bu fırsatı reddet
decline-text = Gönderene reddettiğiniz bildirilir. Geri alınamaz, ama yeniden isteyebilirler.
reason-note = Not
reason-note-hint = Neden “Diğer” ise gerekir.
won-title = Kazanıldı olarak işaretle
lost-title = Kaybedildi olarak işaretle
close-freezes = Fırsatınızın adı, değeri, kapanışı, notları, ekibi, çözümleri ve aşaması kalıcı olarak dondurulur. Diğerlerinin fırsatları sürer.
won-early =
    { $hours ->
        [one] Fırsat oluşturulalı { $hours } saat olmadı: kaydı reddedilebilir. Yine de sürdürebilirsiniz.
       *[other] Fırsat oluşturulalı { $hours } saat olmadı: kaydı reddedilebilir. Yine de sürdürebilirsiniz.
    }
share-title = Satıcının ekibi bu fırsatı görsün
share-not-undone = Paylaşım geri alınamaz.
edit-title = Fırsatı düzenle
merge-text = Aynı şeyi sizinle birlikte başkası da değiştirdi. Hangisinin geçerli olacağını seçin; geri kalan her şey ikinizden de korunur.
merge-before = Önce: { $value }
merge-mine = Benimki
merge-theirs = Onunki
team-title = Ekip
team-text = Bu fırsatta çalışan, şirketinizden kişiler. Her birinin adı, e-postası ve telefonu gerekir.
save-team = Ekibi kaydet

# Bir alanda yanlış olan
error-required = Bu gerekli.
error-required-details-requirements-solutions = En az bir çözüm seçin.
error-note-required = Diğer nedenin ne olduğunu yazın.
error-immutable = Bu, oluşturulduktan sonra değiştirilemez.
error-not-reversible = Bu geri alınamaz.
error-too-long = En çok { $max } karakter olabilir; burada { $is } var.
error-too-many-items = En çok { $max } tane olabilir; burada { $is } var.
error-invalid-character = Burada saklanamayan bir karakter (U+0000) var. Yeniden yazın.
error-invalid-date = Bu bir tarih değil. Yıl-ay-gün olarak yazın, örneğin 2026-11-30.
error-invalid-email = Bu bir e-posta adresi değil. ad@sirket.com gibi olmalıdır.
error-invalid-phone = Bu bir telefon numarası değil: 3–20 rakam, örneğin +90 212 555 01 00.
error-invalid-country = Ülkelerden birini seçin.
error-invalid-currency = Para birimlerinden birini seçin.
error-invalid-duns = D-U-N-S numarası 9 hanelidir.
error-invalid-cursor = Listenin bu yeri artık yok; liste baştan gösteriliyor.
error-not-a-number = Bu bir sayı değil. Rakamla yazın, örneğin 25000.
error-amount-negative = En az 0 olmalı: tutar eksi olamaz.
error-amount-too-large = En çok 999.999.999.999,9999 olabilir.
error-amount-too-precise = En çok dört ondalık.
error-unknown-filter-value = Filtrelerden birinin değeri tanınmıyor.
error-unknown-value = Burada olabilecek değerlerden biri değil.
error-empty-member = Kişiyi adlandırın.
error-team-required = Ekipte en az bir kişi kalmalı.
error-assessment-stages-open = Bir değerlendirme ancak dört aşamanın hepsinden sonra kazanılır.
error-sales-stage-out-of-order = Bir değerlendirmenin aşamaları sırayla gelir.

# Birçok fırsat, görünümler, dışa aktarma
done-bulk = Seçilen tüm fırsatlar için yapıldı.
done-view-saved = Görünüm kaydedildi.
done-view-deleted = Görünüm silindi.
select = Seç
select-all = Bu sayfadakilerin hepsini seç
select-deal = { $name } fırsatını seç
bulk-title = Seçilen fırsatlar
bulk-summary = { $all } fırsatın { $done } tanesi için yapıldı
bulk-outcome = Sonuç
bulk-done = Yapıldı
bulk-selected = Seçilen
bulk-favourite = Favori yap
bulk-unfavourite = Favoriden çıkar
bulk-stage = Aşamaya taşı
bulk-assign-me = Beni ekibe ekle
back-to-list = Listeye dön
save-view = Görünümü kaydet
manage-views = Görünümleri yönet
view-new-title = Bu görünümü kaydet
view-new-text = Filtreler, sıra ve sekme bir adla saklanır ve menüde yer alır.
view-shared = Şirketimle paylaş
view-shared-hint = Herkes yalnızca kendi erişimindekileri görür.
view-is-shared = paylaşıldı
view-of-others = Bir iş arkadaşınızın görünümü; yalnızca o değiştirebilir.
views-text = Dönüp baktığınız listeler.
views-empty = Henüz kayıtlı görünüm yok
views-empty-text = Bir listeyi filtreleyip “Görünümü kaydet”i seçin.
delete-view = Görünümü sil
export = Dışa aktar
export-as-csv = CSV olarak dışa aktar
export-as-xlsx = Excel dosyası olarak dışa aktar
export-referral-id = Kayıt kimliği
export-customer-country = Müşteri ülkesi
export-customer-city = Müşteri şehri
export-customer-name = Müşteri adı
export-referral-creation-date = Oluşturulma tarihi
export-deal-type = Fırsat türü
export-deal-direction = Fırsat yönü
export-deal-currency = Para birimi
export-estimated-deal-value = Tahmini değer
export-estimated-deal-value--usd = Tahmini değer (USD)
export-solution-ids = Çözüm kimlikleri
export-solution-names = Çözüm adları
export-partner-number = İş ortağı numarası
export-partner-name = İş ortağı adı
export-deal-id = Fırsat kimliği
export-engagement-id = İş birliği kimliği
export-vendor-deal-id = Satıcının fırsat kimliği
export-vendor-referral-creation-date = Satıcı kaydının oluşturulma tarihi
export-registration-contact-first-name = Kayıt kişisi adı
export-registration-contact-last-name = Kayıt kişisi soyadı
export-registration-contact-e-mail = Kayıt kişisi e-postası
export-registration-contact-phone = Kayıt kişisi telefonu
export-contract-currency = Sözleşme para birimi
export-contract-value = Sözleşme değeri
export-contract-value--usd = Sözleşme değeri (USD)
export-contract-start-date = Sözleşme başlangıcı
export-contract-end-date = Sözleşme bitişi
export-contract-signed-date = Sözleşme imza tarihi
export-contract-type = Sözleşme türü
export-registered-solution-id = Kayıtlı çözüm kimliği
export-registered-solution-name = Kayıtlı çözüm adı
export-registered-solution-currency = Kayıtlı çözüm para birimi
export-registered-solution-value = Kayıtlı çözüm değeri
export-registered-solution-value--usd = Kayıtlı çözüm değeri (USD)
export-deployed-on = Çalıştığı yer
export-primary-deployment = Birincil dağıtım
export-registration-creation-date = Kayıt oluşturma tarihi
export-registration-submitted-date = Kayıt gönderme tarihi
export-registration-approved-rejected-date = Kayıt karar tarihi
export-federal-deal = Kamu fırsatı
export-marketplace-transacted = Pazaryerinden
export-marketplace-transaction-date = Pazaryeri işlem tarihi
export-status = Durum
export-status-reason = Durum nedeni
