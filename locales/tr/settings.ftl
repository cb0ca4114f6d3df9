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
density-compact = Sıkı

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
reset-asked = Bu e-postanın burada bir hesabı varsa bağlantı yola çıktı. Bir saat geçerlidir.
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
company-id-hint = İstemcilerin satıcıyı andığı kısa bir sözcük. Değişmez.
company-country = Ülke
company-country-hint = DE ya da TR gibi iki harf.
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
        [yes] { $organization } size bir aday müşteri gönderdi: { $deal }
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
shortcuts-off = Kapalılar.
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
error-password-unchanged = Bu, şimdiki parolanız.
error-wrong-code = Kod doğru değil ya da daha önce kullanılmış.
error-unknown-language = Dillerden birini seçin.
error-unknown-theme = Temalardan birini seçin.
error-unknown-density = Bunlardan birini seçin.
error-unknown-time-zone = Böyle bir saat dilimi yok.
error-passkey-missing = Tarayıcı geçiş anahtarı oluşturmadı.
error-passkey-not-valid = Geçiş anahtarı doğrulanamadı. Yeniden deneyin.
error-passkey-known = Bu geçiş anahtarı zaten kayıtlı.
error-invalid-id = Yalnızca harf, rakam, kısa çizgi ve alt çizgi; en çok 64.
