# Yeni fırsat sihirbazı ve başkalarını fırsata davet etme

wizard-steps = Adımlar
wizard-step-customer = Müşteri
wizard-step-details = Fırsat ayrıntıları
wizard-step-team = Ekip
wizard-step-solutions = Çözümler
wizard-step-help = Yardım ve paylaşım
wizard-step-help-vendor = İş ortağı
wizard-step-review = Gözden geçirme
wizard-done = tamam
wizard-saved-at = taslak kaydedildi: { $time }
wizard-back = Geri
wizard-next = Devam: { $step }
wizard-to-review = Fırsatı gözden geçir
wizard-create = Fırsatı oluştur
wizard-unnamed = Adsız fırsat
wizard-drafts-text = Bunlara başladınız. Kaldığınız yerden devam edin ya da yenisine başlayın.
wizard-fresh = Yeni fırsata başla
wizard-fresh-vendor = Yeni davete başla
wizard-continue = Devam et
wizard-discard = Taslağı sil
wizard-discard-title = Bu taslak silinsin mi?
wizard-discard-text = Girdikleriniz kalıcı olarak silinir. Bunları başka kimse görmedi.
wizard-stale-title = Başka bir pencerede devam ettiniz
wizard-stale-text = Bu taslak bu arada orada kaydedildi. Burada, en son kaydedilenlerin yerine bu sayfadaki yanıtlarınız görünüyor; doğruysa bir kez daha kaydedin.
wizard-stale-review = Bu taslak bu arada orada değiştirildi; bu yüzden hiçbir şey oluşturulmadı. Şimdiki hâlini gözden geçirin, doğruysa fırsatı oluşturun.

wizard-blocked = Henüz fırsat açamazsınız
wizard-blocked-vendor = Henüz iş ortağı davet edemezsiniz
wizard-blocked-role = Fırsatları Fırsat yöneticisi ya da İş ortağı yöneticisi rolündeki kişiler açar; sizin rolünüz başka.
wizard-blocked-role-vendor = İş ortaklarını Satıcının satış temsilcisi ya da Fırsat yöneticisi rolündeki kişiler davet eder; sizin rolünüz başka.
wizard-blocked-solution = Şirketinizin henüz yayımlanmış, ortak satışa hazır bir çözümü yok. Fırsat açmak için bir tane gerekir.
wizard-helpers = Bunu şu iş arkadaşlarınız değiştirebilir:
wizard-no-helper = Sistem yöneticinize başvurun: şirketinizin burada yöneticisi yok.
wizard-to-deals = Fırsatlara git

wizard-customer-hint = Satın alan şirketin tam ticari unvanı. Yazdıkça kendi müşterileriniz ve rehberdeki şirketler önerilir; başka bir ad da girebilirsiniz.
wizard-find-customer = Müşteriyi bulun
wizard-find-partner = İş ortağı bulun
wizard-find-solution = Çözüm bulun
wizard-find = Bul
wizard-suggestions = Öneriler
wizard-no-customer = Bu adda bir şirket bulunamadı. Serbestçe girebilirsiniz.
wizard-no-partner = Bu adda etkin iş ortağı yok.
wizard-choose = Müşteriyi seç
wizard-invite = Davet et
wizard-duplicates = Bu, açık bir fırsatla aynı olabilir
wizard-duplicates-text = Aynı ihtiyaç için iki kez çalışmamak üzere önce bunlara bakın.
wizard-duns-hint = Biliyorsanız 9 hane.
wizard-contact = Müşterideki ilgili kişi
wizard-contact-short = İlgili kişi
field-customerprofile-name = Müşteri
field-customerprofile-address-country = Ülke
field-customerprofile-address-addressline1 = Cadde, sokak
field-customerprofile-address-city = Şehir
field-customerprofile-address-state = Eyalet ya da il
field-customerprofile-address-postalcode = Posta kodu
field-customerprofile-ids-id = D-U-N-S numarası
field-mpnid = Konum
field-organizationid = İş ortağı
field-organizationname = Şirket adı
field-invitecontext-assistancerequestcode = Yardım
field-invitecontext-notes = Notlar
wizard-contact-hint = Kendi fırsatlarınızda isteğe bağlıdır; satıcıdan yardım istemek ve çözüm değerlendirmeleri için gereklidir. Daha sonra, Yardım ve paylaşım adımında da verebilirsiniz.
wizard-contact-hint-vendor = İsteğe bağlı. Davet ettiğiniz iş ortakları onunla görüşebilir.
wizard-contact-for = { $vendor } şirketinin müşteride görüşebileceği biri gerekir.
wizard-contact-assessment = Çözüm değerlendirmesi için müşteride görüşülebilecek biri gerekir.
wizard-contact-begun = Bu kişinin bilgileri eksik. Tamamlayın ya da tümünü silin.
wizard-change-contact = İlgili kişiyi değiştir
wizard-consent = Müşteri, bilgilerinin paylaşılmasını kabul ediyor
wizard-consent-hint = Bu fırsata davet ettiğiniz şirketlerle. Onay olmadan şirketinizden hiçbir şey çıkmaz. Adınız ve zaman da kaydedilir.
wizard-consent-given = Müşteri paylaşımı kabul ediyor
wizard-partner-number = iş ortağı numarası { $number }

wizard-name-hint = Ne satıldığını yazın; katılan herkes görür.
wizard-location-hint = Konum, fırsat oluşturulduktan sonra değiştirilemez.
wizard-close-hint = Bir tahmin; sonra değiştirebilirsiniz.
wizard-past-close = Tahmini kapanış geçmişte kalan bir tarih. Fırsat böyle de oluşturulabilir; istediğiniz bu mu?

wizard-add-person = Kişi ekle
wizard-remove-person = Kişiyi çıkar
wizard-recent = Son fırsatlarınızdaki kişiler
wizard-add = Ekle

wizard-chosen = Seçilen çözümler
wizard-none-chosen = Henüz yok. Aşağıdan en az birini işaretleyin.
wizard-shelves = Kimin çözümleri
wizard-solutions-hint = Bu fırsatta ne sattığınız: kendi çözümünüz, satıcınınki ya da başka bir iş ortağınınki.
wizard-solutions-hint-vendor = Bu fırsatta ne satıldığı: şirketinizin çözümleri ya da bir iş ortağınınkiler.
wizard-assessment-hint = Çözüm değerlendirmesinde tam olarak bir değerlendirme türü bulunur, başka çözüm bulunmaz. Sonradan değiştirilemez ve fırsat paylaşılmaz.
wizard-nothing-found = Burada seçilmemiş başka bir şey yok.
wizard-save-solutions = Çözümleri kaydet
shelf-own = Şirketimin
shelf-vendor = Satıcının
shelf-third-party = Diğer iş ortaklarının
shelf-third-party-vendor = İş ortaklarının
shelf-assessments = Çözüm değerlendirmeleri

wizard-help-question = { $vendor } şirketinden hangi yardıma ihtiyacınız var?
wizard-no-help-hint = Kendi başınıza çalışırsınız. Daha sonra isteyebilirsiniz.
wizard-notes-to = { $vendor } için notlar
wizard-notes-to-hint = Neye, ne zamana kadar ihtiyacınız olduğunu ve müşteride bunu kimin bildiğini yazın.
wizard-always-seen = { $vendor } satış ekibi bu fırsatı görebilir. Bu geri alınamaz.
wizard-view-question = { $vendor } satış ekibi bu fırsatı görebilsin mi?
wizard-view-no = Şirketiniz dışında kimse görmez. Daha sonra paylaşabilirsiniz.
wizard-view-yes = Bakabilirler, hiçbir şeyi değiştiremezler. Geri alınamaz.
wizard-may-view = Satıcının satış ekibi görebilir
wizard-partners = Diğer iş ortakları
wizard-partners-vendor = Davet edilecek iş ortakları
wizard-partners-hint = Her iş ortağı, kabul ya da reddedeceği kendi kopyasını alır.
wizard-help-kind = Yardım türü
wizard-why = Neden onlara soruyorsunuz
wizard-why-hint = Yanıt vermeden önce bunu okurlar.
wizard-brings = Getirmelerini istediğiniz çözümler
wizard-own-people = Bu iş ortağıyla ilgilenecek kişileriniz
wizard-own-people-hint = Ad, e-posta ve telefonu görürler. Kimse işaretlenmezse bütün ekip kastedilir.
wizard-theirs-afterwards = Gönderildikten sonra davetin değeri, kapanış tarihi ve ekibi onlarındır; değiştiremezsiniz.
wizard-change = Daveti değiştir
wizard-remove = Çıkar

wizard-summary = Özet
wizard-becomes-private =
    { $partners ->
        [0] Bu, özel bir fırsat olacak.
        [one] Bu, davet edilen bir iş ortağıyla iş ortakları arası bir fırsat olacak.
       *[other] Bu, davet edilen { $partners } iş ortağıyla iş ortakları arası bir fırsat olacak.
    }
wizard-becomes-partner-led =
    { $partners ->
        [0] Bu, iş ortağı öncülüğünde bir fırsat olacak.
        [one] Bu, davet edilen bir iş ortağıyla, iş ortağı öncülüğünde bir fırsat olacak.
       *[other] Bu, davet edilen { $partners } iş ortağıyla, iş ortağı öncülüğünde bir fırsat olacak.
    }
wizard-becomes-co-sell =
    { $partners ->
        [0] Bu, bir ortak satış fırsatı olacak.
        [one] Bu, davet edilen bir iş ortağıyla bir ortak satış fırsatı olacak.
       *[other] Bu, davet edilen { $partners } iş ortağıyla bir ortak satış fırsatı olacak.
    }
wizard-becomes-solution-assessment =
    { $partners ->
       *[other] Bu, bir çözüm değerlendirmesi olacak.
    }
wizard-means-private =
    { $vendor ->
       *[other] Şirketiniz dışında kimse bundan bir şey görmez.
    }
wizard-means-partner-led = { $vendor } satış ekibi görüntüleyebilir; yanıt vermesi gerekmez.
wizard-means-co-sell = { $vendor }, kabul ya da reddedeceği kendi kopyasını alır.
wizard-means-solution-assessment =
    { $vendor ->
       *[other] Başka şirketlerle paylaşılmaz ve hiçbir zaman kaydettirilmez.
    }
wizard-means-invited =
    { $partners ->
        [0] Bir iş ortağı davet edin ya da tek başınıza çalışın.
       *[other] Her iş ortağı, kabul ya da reddedeceği kendi kopyasını alır.
    }
wizard-partners-only = Gönderdiklerinizi yalnızca davet ettiğiniz iş ortakları görür. Satıcı hiçbir şey görmez.
wizard-side-sees = { $name } ne görecek
wizard-answers-by = { $date } tarihine kadar yanıtlayacağı kendi kopyasını alır.
wizard-views-only = Yanıtlaması gerekmeden bakabilir.
wizard-value-and-close = Değer, kapanış
wizard-your-team = Ekibiniz
wizard-notes-to-them = Onlara notlarınız
wizard-not-shared = Paylaşılmaz
wizard-not-shared-what = kendi notlarınız, CRM kimliği, kampanya
wizard-payload = Tam içerik
wizard-readiness = Kayda hazırlık
wizard-update-preview = Önizlemeyi güncelle
readiness-met = karşılanıyor
readiness-unmet = eksik
readiness-later = sonra belli olur
readiness-deal-type-met = Ortak satış ya da iş ortağı öncülüğünde
readiness-deal-type-unmet = Yalnızca ortak satış ve iş ortağı öncülüğündeki fırsatlar kaydettirilebilir
readiness-deal-type-later = Ortak satış ya da iş ortağı öncülüğünde
readiness-value-met = { $least } ya da üzeri
readiness-value-unmet = { $least } ya da üzeri olmalı
readiness-value-later = Kazanıldığı ayın kuruyla { $least } ya da üzeri
readiness-managed-account-met = Yönetilen müşteri
readiness-managed-account-unmet = Satıcı bu müşteriyi yönetmiyor
readiness-managed-account-later = Satıcı bu müşteriyi yönetiyor olmalı
readiness-incentive-solution-met = Teşvike uygun çözüm
readiness-incentive-solution-unmet = Teşvike uygun bir çözüm gerekiyor
readiness-incentive-solution-later = Teşvike uygun çözüm
readiness-vendor-accepted-met = Satıcı kabul etti
readiness-vendor-accepted-unmet = Satıcı kabul etmedi
readiness-vendor-accepted-later = Satıcı kabul etmeli; kazanıldı demeden önce { $hours } saat bekleyin

invite-title = Davet et: { $name }
invite-back = Fırsata dön
invite-send = Daveti gönder
done-opened = Fırsat oluşturuldu.
done-opened-and-asked = Fırsat oluşturuldu, davetler gönderildi.
done-draft-discarded = Taslak silindi.
done-invited = Davet gönderildi.
done-solutions-saved = Çözümler kaydedildi.

error-consent-required = Başkalarını davet etmek için müşterinin onayı gerekir: kutuyu işaretleyin.
error-help-required = Bir yardım türü seçin.
error-unknown-organization = Bu iş ortağı artık platformda değil.
error-inactive-organization = Bu iş ortağı artık etkin değil.
error-already-invited = Bu iş ortağı zaten davet edildi.
error-unknown-solution = Çözümlerden biri artık seçilemiyor.
error-invalid-partner-number = İş ortağı numarası 1–20 hanelidir.
error-assessment-is-the-only-solution = Çözüm değerlendirmesinde tam olarak bir değerlendirme türü bulunur, başka çözüm bulunmaz.
error-assessment-not-approved = Şirketiniz çözüm değerlendirmeleri için onaylı değil. Program onaylayabilir.
error-assessment-not-allowed = Çözümleri yalnızca iş ortakları değerlendirir.
error-assessment-not-shared = Çözüm değerlendirmesi paylaşılmaz: yardım istemeyin ve kimseyi davet etmeyin.
