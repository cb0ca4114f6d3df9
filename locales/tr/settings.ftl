# Ayarlar: gezinme
settings-label = Ayarlar
settings-personal = Siz
settings-profile = Profil
settings-notifications = Bildirimler
settings-security = Parola ve güvenlik

# Profil
person-name = Ad soyad
person-role = Rol
profile-text = Başkalarının sizi nasıl gördüğü ve bu sayfaların size nasıl göründüğü.
profile-fixed = Rolünüzü şirketinizin yöneticisi belirler. E-postanız oturum açma adınızdır.
profile-phone-hint = Ülke koduyla, +90 212 555 01 00 gibi. Üzerinde çalıştığınız fırsatlarda başkaları da görür.
profile-language = Dil
profile-time-zone = Saat dilimi
profile-theme = Tema
profile-density = Satırlar
profile-shortcuts = Klavye kısayolları
profile-shortcuts-link = Tüm kısayolları gör
save-profile = Profili kaydet
theme-system = Cihazım gibi
theme-light = Açık
theme-dark = Koyu
density-comfortable = Rahat
density-compact = Sık

# Kişiye bildirilenler
notifications-text = Size nelerin, nasıl bildirileceği.
notifications-event = Olay
channel-in-app = Burada
channel-mail = E-posta ile
notifications-digest = Günde bir e-posta
notifications-digest-hint = her olay için ayrı e-posta yerine.
save-notifications = Seçimi kaydet

# Parola ve güvenlik
current-password = Şimdiki parola
new-password = Yeni parola
new-password-hint = En az 10 karakter ve tahmin edilmesi zor. Birkaç sıra dışı kelime iyi olur.
password-ends-sessions = Diğer oturumlarınız kapanır.
change-password = Parolayı değiştir
two-step = İki adımlı oturum açma
two-step-on = Açık
two-step-off = Kapalı
two-step-text = Parolanızdan sonra telefonunuzdaki bir uygulamanın kodu sorulur. Çalınan bir parola böylece işe yaramaz.
two-step-set-up = İki adımlı oturum açmayı kur
two-step-manage = İki adımlı oturum açmayı yönet
two-step-how = Telefonunuzda bir kimlik doğrulama uygulaması gerekir. Sonraki sayfada onunla bir kod taratırsınız.
two-step-scan = Bunu kimlik doğrulama uygulamanızla taratın.
two-step-qr = Kimlik doğrulama uygulamanız için karekod
two-step-type = Ya da şu anahtarı yazın:
two-step-code = Kod
two-step-code-hint = Uygulamanın gösterdiği altı rakam.
two-step-confirm = İki adımlı oturum açmayı etkinleştir
two-step-is-on = İki adımlı oturum açma etkin.
two-step-others-ended = Diğer oturumlarınız kapandı.
two-step-remove = İki adımlı oturum açmayı kapat
code-or-password = Kod ya da parola
code-or-password-hint = Siz olduğunuzdan emin olmak için.
recovery-codes = Kurtarma kodları
recovery-codes-text = Telefonunuz yanınızda olmadığında her biri bir kez içeri girmenizi sağlar. Yalnızca sizin bulacağınız bir yerde saklayın.
recovery-codes-left =
    { $count ->
        [0] Kurtarma kodu kalmadı: yenilerini oluşturun.
        [one] { $count } kurtarma kodu kaldı.
       *[other] { $count } kurtarma kodu kaldı.
    }
recovery-codes-renew = Yeni kurtarma kodları oluştur
recovery-codes-kept = Sakladım
shown-once = Yalnızca şimdi gösterilir.
passkeys = Geçiş anahtarları
passkeys-text = Parola olmadan, parmak izi, yüz ya da cihaz PIN’i ile oturum açın. İki adım bir aradadır.
passkeys-need-script = Geçiş anahtarı eklemek için betikler ve geçiş anahtarlarını bilen bir tarayıcı gerekir.
passkeys-need-name = Geçiş anahtarları adı olan bir adres ister: yalın bir ağ adresinde kullanılamaz.
passkey-name = Yeni geçiş anahtarının adı
passkey-name-hint = “İş bilgisayarı” gibi; ötekilerden ayırt etmek için.
passkey-name-of = { $name } geçiş anahtarının adı
passkey-add = Geçiş anahtarı ekle
passkey-rename = Anahtarı yeniden adlandır
passkey-remove = Anahtarı kaldır
passkey-problem = Tarayıcı geçiş anahtarı vermedi: vazgeçildi, çok uzun sürdü ya da anahtar zaten kayıtlı.
added-on = eklenme: { $date }
last-used-on = son kullanım: { $date }
never-used = hiç kullanılmadı
sessions = Oturumlar
session-device = { $system } üzerinde { $browser }
session-device-unknown = Bilinmeyen tarayıcı
session-current = Bu oturum
session-seen = son görülme: { $at }
session-since = başlangıç: { $at }
session-end = Oturumu sonlandır
sessions-end-others = Diğer tüm oturumları sonlandır

# Oturum açmadan önce
or = ya da
sign-in-passkey = Geçiş anahtarıyla oturum aç
passkey-refused = Bu geçiş anahtarı buradaki bir hesapla eşleşmiyor.
sign-in-code-text = Kimlik doğrulama uygulamanızı açın ve gösterdiği kodu yazın.
sign-in-code-hint = Ya da kurtarma kodlarınızdan birini.
back-to-sign-in = Oturum açma sayfasına dön
reset-title = Parolanızı mı unuttunuz?
reset-text = Yeni bir parola belirleyebileceğiniz bir bağlantıyı e-postayla göndeririz.
reset-ask = Bana bağlantı gönder
reset-asked = Bu e-posta adresiyle bir hesap varsa bağlantı yola çıktı. Bir saat geçerlidir.
reset-asked-else = Bir şey gelmedi mi? İstenmeyen e-postalara bakın ya da şirketinizin yöneticisinden bağlantı isteyin.
reset-set-title = Yeni parola belirleyin
reset-set-text = { $email } için. Tüm oturumlarınız kapanır.
reset-set = Parolayı belirle
invitation-title = { $name } sizi bekliyor
invitation-text = { $email } adresiyle davet edildiniz. Bir parola seçip başlayın.
invitation-accept = Daveti kabul et
first-run-title = Ortak’a hoş geldiniz
first-run-text = Burada henüz kimse oturum açamıyor. İlk yönetici siz olacaksınız.
first-run-vendor = { $name } programını yöneteceksiniz.
first-run-company = Satıcı
first-run-person = Siz
first-run-create = Hesabı oluştur
company-name = Şirket adı
company-id = API’deki kimliği
company-id-hint = API istemcilerinin satıcı için kullandığı kısa ad. Sonradan değiştirilemez.
company-country = Ülke
company-currency = Para birimi

# Bildirimler
alerts-choose = Size nelerin bildirileceğini seçin
alerts-read-all = Tümünü okundu olarak işaretle
alerts-all = Tümü
alerts-unread = Okunmamış
alerts-none = Yeni bir şey yok
alerts-none-text = Fırsatlarınızda olanlar burada bildirilir.
alert-new = Yeni
alert-mark-read = Okundu olarak işaretle
alert-mark-unread = Okunmadı olarak işaretle
newest = En yeniler
older = Daha eskiler
alert-unnamed-deal = bir fırsat
alert-somebody = Başka bir şirket
alert-incoming-referral =
    { $lead ->
        [yes] { $organization } size bir müşteri adayı gönderdi: { $deal }
       *[no] { $organization } size bir fırsat gönderdi: { $deal }
    }
alert-invitation-accepted = { $organization } davetinizi kabul etti: { $deal }
alert-invitation-declined =
    { $reason ->
        [none] { $organization } davetinizi reddetti: { $deal }
       *[other] { $organization } davetinizi reddetti: { $deal } ({ $reason })
    }
alert-invitation-expired = { $organization } süresi içinde yanıt vermedi: { $deal }
alert-referral-expiring =
    { $days ->
        [one] { $organization } yanıtınızı bekliyor, { $days } gün kaldı: { $deal }
       *[other] { $organization } yanıtınızı bekliyor, { $days } gün kaldı: { $deal }
    }
alert-party-stage-changed = { $organization } artık { $stage } aşamasında: { $deal }
alert-party-won = { $organization } kazandı: { $deal }
alert-party-lost = { $organization } kaybetti: { $deal }
alert-added-to-team = Ekibe eklendiniz: { $deal }
alert-webhook-failing =
    { $off ->
        [yes] { $webhook } web kancası kapatıldı
       *[no] { $webhook } web kancasına ulaşılamıyor
    }

# Klavye kısayolları
shortcuts-on = Alanların dışında tek tuşlar iş görür.
shortcuts-off = Kısayollar kapalı.
shortcuts-change = Profilinizden değiştirin
shortcuts-everywhere = Her yerde
shortcuts-lists = Listelerde
shortcuts-deal = Bir fırsatta
shortcut-search = Ara
shortcut-palette = Komut paleti
shortcut-new-deal = Yeni fırsat
shortcut-inbound = Gelen fırsatlar
shortcut-outbound = Giden fırsatlar
shortcut-favourites = Favoriler
shortcut-board = Pano
shortcut-shortcuts = Bu kısayollar
shortcut-next = Sonraki fırsat
shortcut-previous = Önceki fırsat
shortcut-open = Fırsatı aç
shortcut-favourite = Favori olarak işaretle
shortcut-accept = Kabul et
shortcut-decline = Reddet
shortcut-edit = Düzenle

# Önceki sayfanın yaptığı
done-password-changed = Parola değişti. Diğer oturumlarınız kapandı.
done-password-set = Parola belirlendi. Onunla oturum açın.
done-session-ended = Oturum sonlandırıldı.
done-sessions-ended = Diğer tüm oturumlar sonlandırıldı.
done-two-step-removed = İki adımlı oturum açma kapatıldı.
done-passkey-added = Geçiş anahtarı eklendi.
done-passkey-removed = Geçiş anahtarı kaldırıldı.
done-all-read = Tümü okundu olarak işaretlendi.

# Bu durumda yapılamayanlar
error-page-refused-title = Bu şimdi yapılamaz
error-page-refused-now = Geri dönün. Hiçbir şey değişmedi.
conflict-link-not-good = Bağlantı kullanılmış, süresi dolmuş ya da yerine yenisi gönderilmiş. Yeni bir bağlantı isteyin.
conflict-no-password = Henüz parolanız yok. Yeni parola için bağlantı isteyin.
conflict-second-factor-enabled = İki adımlı oturum açma zaten etkin. Önce kapatın.
conflict-second-factor-not-begun = Kurulum başka yerde yeniden başlatıldı. Baştan başlayın.
conflict-second-factor-disabled = İki adımlı oturum açma kapalı.
conflict-too-many-passkeys = Bir kişinin sahip olabileceği kadar geçiş anahtarınız var. Önce birini kaldırın.
conflict-last-passkey = Bu geçiş anahtarı tek giriş yolunuz. Önce bir parola belirleyin.

# Alanlardaki yanlışlar
error-wrong-password = Şimdiki parolanız bu değil.
error-password-too-short = Parola en az 10 karakter olmalı.
error-password-too-weak = Bu kolay tahmin edilir. Daha uzun ya da daha az bilinen bir şey seçin.
error-password-unchanged = Bu şimdiki parolanız. Başka bir parola seçin.
error-wrong-code = Kod doğru değil ya da kullanıldı. Bir sonrakini bekleyin.
error-unknown-language = Dillerden birini seçin.
error-unknown-theme = Temalardan birini seçin.
error-unknown-density = Rahat ya da sık seçeneğini seçin.
error-unknown-time-zone = Saat dilimlerinden birini seçin, örneğin Europe/Istanbul.
error-passkey-missing = Tarayıcı geçiş anahtarı oluşturmadı. Yeniden deneyin ya da başka bir tarayıcı kullanın.
error-passkey-not-valid = Geçiş anahtarı doğrulanamadı. Yeniden deneyin.
error-passkey-known = Bu geçiş anahtarı zaten kayıtlı.
error-invalid-id = Yalnızca harf, rakam, kısa çizgi ve alt çizgi; en çok 64.

# Ayarlar: şirket
settings-of-company = Şirket
settings-company = Şirket ve konumlar
settings-people = Kişiler
settings-solutions = Çözümler
settings-stages = Aşama adları
settings-api-clients = API istemcileri
settings-webhooks = Web kancaları
settings-audit = Denetim kaydı
settings-sandbox = Deneme ortamı
company-text = Başkalarının sizi bulmasını sağlayan bilgiler.
partner-number = İş ortağı numarası
company-since = Kayıt tarihi
assessments = Çözüm değerlendirmeleri
assessments-are-approved = Onaylı
assessments-not-approved = Onaylı değil
locations = Konumlar
locations-text = Ekipte kimse yoksa bir konumdaki yeni fırsatlar bu kişilere bildirilir.
location-contacts = İlgili kişiler
location-contacts-hint = Her satıra bir e-posta.
save-contacts = İlgili kişileri kaydet
solutions-text = Fırsatlara ekleyebildikleriniz. Neyin ortak satışa hazır olduğuna satıcı karar verir.
solutions-none = Henüz çözüm yok
solutions-none-text = Ne sattığınızı ekleyin; ortak satışa hazır olup olmadığına satıcı karar verir.
solution-id = Kimlik
solution-state = Durum
solution-tags = Etiketler
solution-published = Yayında
solution-unpublished = Yayında değil
solution-co-sell-ready = Ortak satışa hazır

# Kişiler
people-text = Şirketiniz için kimlerin oturum açtığı ve neler yapabildiği.
person-state = Durum
person-seen = Son görülme
person-invite = Kişi davet et
person-invite-text = Parola seçebileceği bir bağlantı alır.
person-invite-do = Daveti gönder
member-active = Etkin
member-invited = Davet edildi
member-disabled = Devre dışı
access-locations = Konumlar
access-locations-hint = Seçim yoksa: tüm şirket.
access-everywhere = Tüm şirket
member-access = Rol ve konumlar
member-sessions-end = Oturumları kapanır, yeniden oturum açması gerekir.
save-access = Rolü kaydet
member-sign-in = Oturum açma
member-invited-text = Henüz parola seçmedi.
member-active-text = Bir bağlantıyla yeni parola belirleyebilir. Devre dışı bırakmak oturumlarını hemen kapatır.
member-disabled-text = Oturum açamaz. Yaptıkları olduğu gibi kalır.
member-resend = Daveti yeniden gönder
member-reset = Yeni parola için bağlantı oluştur
member-disable = Kişiyi devre dışı bırak
member-enable = Kişiyi etkinleştir
link-invite-title = { $name } davet edildi
link-reset-title = { $name } için yeni parola
link-text = E-posta kuruluysa bu bağlantı kendisine gönderilir. Bağlantıyı siz de iletebilirsiniz; başka kimseye vermeyin.
link-good-until = { $at } tarihine kadar geçerli.
back-to-people = Kişilere dön

# Aşama adları
stages-text = Satış aşamaları için kendi adlarınız. Programlar bunları gönderebilir; standart aşamanın yerine geçerler.
stages-hint = Kaldırmak için adı boş bırakın. Daha çok satır için kaydedin.
stage-number = Aşama adı { $number }
stage-own-name = Sizin adınız
stage-means = Anlamı
save-stages = Aşama adlarını kaydet

# API istemcileri
clients-text = Şirketiniz için API’yi çağıran uygulamalar.
clients-docs = API belgeleri
clients-none = Henüz API istemcisi yok
clients-none-text = Bir CRM ya da betik bağlamak için oluşturun.
client-new = Yeni API istemcisi
client-new-text = Rolünün izin verdiğini yapabilir. Gizli anahtarı bir kez gösterilir.
client-name-hint = Ne işe yaradığı, “CRM” gibi.
client-create = API istemcisi oluştur
client-since = Oluşturulma
client-enabled = Etkin
client-id = İstemci kimliği
client-secret = İstemci gizli anahtarı
client-token-url = Belirteç adresi
client-secret-once = Gizli anahtar yalnızca şimdi gösterilir.
client-secret-keep = Parola gibi saklayın. Kaybolursa yalnızca yenilenebilir.
client-secret-kept = Sakladım
client-renew = Gizli anahtarı yenile
client-renew-hint = Eski gizli anahtar hemen geçersiz olur.
client-disable = API istemcisini devre dışı bırak
client-enable = API istemcisini etkinleştir
client-redirects = Kişilerin oturum açması
client-redirects-text = Kişiler bu uygulamanın kendi adlarına iş yapmasına izin verdiğinde tarayıcılarının dönebileceği adresler.
client-redirect-uris = Dönüş adresleri
client-redirect-uris-hint = Her satıra bir tane: https, http://127.0.0.1 ya da com.example.app gibi bir şema.
client-public = Gizli anahtar saklayamaz
client-public-hint = Kişilerin kendi bilgisayarındaki ya da telefonundaki bir uygulama.
client-redirects-save = Adresleri kaydet

# Web kancaları
webhooks-text = Fırsatlar değiştiğinde haber verilen adresler.
webhook-yours = Kendi web kancanız
webhook-of = Kimin
webhook-url = Adres
webhook-url-hint = 2xx ile yanıt veren bir https adresi.
webhook-none = Kayıtlı değil
webhook-on = Açık
webhook-off = Kapatıldı
webhook-off-since = Kapatıldı: { $at }
webhook-off-gone = Alıcı artık olmadığını bildirdi. Yeniden açmak için kaydedin.
webhook-off-failing = Art arda üç teslimat kesin olarak başarısız oldu. Yeniden açmak için kaydedin.
webhook-events = Olaylar
webhook-event-referral-created = Bir fırsatınız oluşturuldu
webhook-event-referral-updated = Bir fırsatınız değişti
webhook-event-related-referral-created = Başka bir taraf fırsata katıldı
webhook-event-related-referral-updated = Başka bir tarafın fırsatı değişti
webhook-event-test-created = Deneme
webhook-header = İmza x-ms-signature başlığında
webhook-header-hint = Authorization yerine.
webhook-register = Web kancasını kaydet
webhook-save = Web kancasını güncelle
webhook-secret = İmza anahtarı
webhook-secret-text = İstekler bununla imzalanır (Standard Webhooks). Yenisi hemen kullanılır.
webhook-secret-show = Anahtarı göster
webhook-secret-renew = Anahtarı yenile
webhook-test = Deneme gönder
deliveries = Teslimatlar
deliveries-none = Şimdiye dek bir şey gönderilmedi.
delivery = Teslimat
delivery-at = Ne zaman
delivery-event = Olay
delivery-attempts = Denemeler
delivery-pending = Bekliyor
delivery-delivered = Teslim edildi
delivery-failed = Başarısız
delivery-cancelled = İptal edildi
delivery-id = Kimlik
delivery-next = Sonraki deneme
delivery-done = Bitti
delivery-not-tried = Henüz denenmedi.
delivery-body = Gönderilen
delivery-replay = Yeniden gönder
milliseconds = { $count } ms
replay-since = Ne zamandan beri
replay-failed = Başarısızları yeniden gönder
last-days =
    { $days ->
        [one] Son { $days } gün
       *[other] Son { $days } gün
    }

# Denetim kaydı
audit-text = Şirketinizin fırsatlarında kimin ne yaptığı; en yenisi başta.
audit-none = Henüz bir şey olmadı
audit-what = Ne
audit-who = Kim
audit-when = Ne zaman

# Deneme ortamı
sandbox-text = Şirketiniz bir deneme ortamı: burada her şey denenebilir, dışarı hiçbir şey çıkmaz.
sandbox-clock = Saat
sandbox-now = Şu an gösterdiği
sandbox-ahead = Ne kadar ileride
sandbox-days = Kaç gün ileri alınsın
sandbox-days-hint = O zamana kadar yanıtlanması gerekenlerin süresi dolar. Geri alınamaz.
sandbox-advance = Saati ileri al
sandbox-play = Karşı tarafı oynayın
sandbox-play-text = Davet ettiğiniz satıcı ya da iş ortağı olarak yanıt verin, aşama değiştirin, kazanın. API’de ortak-act-for başlığı aynısını yapar.

# Satıcının programı
programme-settings = Süreler ve eşikler
programme-partners = İş ortakları
programme-catalogue = Çözümler ve değerlendirmeler
programme-partner-days = İş ortağının yanıt süresi (gün)
programme-vendor-days = Satıcının yanıt süresi (gün)
programme-days-hint = 1 ile 365 arası
programme-early-hours = Kazanmanın erken sayıldığı süre (saat)
programme-early-hint = Bundan yeni bir fırsat kazanıldı olarak işaretlenirken uyarılır.
programme-minimum = Bir isteğin en düşük değeri, ABD doları
programme-minimum-hint = Altındaysa satıcıdan yardım istenmez.
programme-auto-decline = Daha küçük istekleri hemen reddet
programme-auto-decline-hint = Yoksa ötekiler gibi beklerler.
programme-applies = Bundan sonra gönderilenler için geçerlidir.
programme-who-changes = Bunları program yöneticileri değiştirir.
save-programme = Programı kaydet
partners-none = Henüz iş ortağı yok
partners-none-text = Sistem yöneticiniz ekler.
assessments-approve = Değerlendirmeleri onayla
assessments-withdraw = Onayı geri al
assessment-types = Değerlendirme türleri
vendor-solutions = Satıcının çözümleri
actions = İşlemler

# Bir uygulamaya izin verme
consent-title = Erişime izin ver
consent-asks = { $name } sizin adınıza iş yapmak istiyor
consent-you = { $name } olarak oturum açtınız.
consent-text = Bir yönetici devre dışı bırakana dek, fırsatlarda sizin görüp yapabildiğinizi görür ve yapar.
consent-goes-to = Sonra { $destination } adresine gidersiniz.
consent-allow = Erişime izin ver
consent-deny = Erişimi reddet
consent-refused-title = Uygulamaya izin verilemez
consent-refused-now = Uygulamayı işletene bildirin. Hiçbir yere gönderilmediniz.
consent-unknown-client = Uygulama burada bilinmiyor ya da devre dışı.
consent-redirect-uri-mismatch = Dönüş adresi uygulama için kayıtlı değil.

# Başka yerde oturum açma
sign-in-with = { $name } ile oturum aç
sign-in-with-unknown = Kim olduğunuzu kanıtladınız, ama e-postanızla burada bir hesap yok. Şirketinizin yöneticisine başvurun.
sign-in-with-stale = Çok uzun sürdü ya da başka bir tarayıcıda başladı. Yeniden başlayın.
sign-in-with-denied = Orada oturum açılmadı.
sign-in-with-refused = Gelen yanıt kabul edilemedi. Sistem yöneticiniz nedenini görebilir.
sign-in-with-unavailable = Karşı tarafa şu anda ulaşılamıyor. Yeniden deneyin ya da başka yolla oturum açın.

styleguide = Biçem kılavuzu

done-person-disabled = Devre dışı bırakıldı. Oturumları kapandı.
done-person-enabled = Etkinleştirildi. Yeniden oturum açabilir.
done-client-disabled = API istemcisi devre dışı bırakıldı.
done-client-enabled = API istemcisi etkinleştirildi.
done-webhook-saved = Web kancası kaydedildi ve açık.
done-webhook-tested = Deneme gönderildi. Teslimatı aşağıda listelenir.
done-webhook-replayed = Yeniden gönderiliyor.
done-clock-moved = Saat ileri alındı.
done-assessments-approved = Değerlendirmeler onaylandı.
done-assessments-withdrawn = Onay geri alındı.

conflict-last-admin = Şirketi yönetebilecek, oturum açabilen biri kalmalı. Önce başka birini yönetici yapın; en az bir kez oturum açmış olsun.
conflict-not-invited = Kişi daveti zaten kabul etmiş ya da devre dışı.
conflict-test-not-subscribed = Deneme için açık ve “Deneme” olayı seçili bir web kancası gerekir.
conflict-delivery-pending = Hâlâ deneniyor.

error-email-taken = Bu e-posta bu sunucuda birine ait. Başka bir adres kullanın ya da kişilerinize bakın.
error-unknown-role = Rollerden birini seçin.
error-role-does-not-fit = Şirketinizde böyle bir rol yok. Gösterilenlerden birini seçin.
error-unknown-location = Şirketinizde böyle bir konum yok. Gösterilenlerden birini seçin.
error-standard-stage-name = Bu, başka bir aşamanın standart adı. Başka bir ad seçin.
error-duplicate-name = Bu ad zaten bir aşamaya ait. Başka bir ad seçin.
error-webhook-target = Bu bir web kancası adresi olamaz: herkese açık ve https olmalı.
error-invalid-redirect-uri = Adres https, http://127.0.0.1 ya da com.example.app gibi bir şemayla başlamalı.
error-out-of-range = { $least } ile { $most } arasında olmalı.
