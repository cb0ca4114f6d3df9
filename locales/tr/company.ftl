# Şirketin kendi hesabı
thing-name = Ad
company-profile = Profil
company-name-hint = Fırsatlar açıldıkları adı korur.
company-fixed = Başkalarının belirledikleri
company-fixed-partner = Kimlikleri ve iş ortağı numaralarını sunucuyu işleten verir; çözüm değerlendirmelerini satıcının program yöneticileri onaylar.
company-fixed-vendor = Kimliği sunucuyu işleten verir.
save-company = Profili kaydet
location-add = Konum ekle
location-number = İş ortağı numarası { $number }
location-number-hint = Satıcının bu konuma verdiği 1–20 haneli numara. Fırsatlar buraya bu numarayla gönderilir: sonradan değiştirilemez.
location-name-hint = En çok 255 karakter.
location-city = Şehir
location-place = Şehir ve ülke
location-contacts-none = Kimse yok
location-open = Açık
location-retired = Kapatıldı
location-deals = Fırsatlar
location-open-text = Bu konumda yeni fırsat açılabilir ve buraya fırsat gönderilebilir.
location-retired-text = { $date } tarihinde kapatıldı: artık yeni fırsat almaz. Mevcut fırsatları olduğu gibi kalır.
location-retire = Konumu kapat
location-reopen = Konumu yeniden aç
locations-none = Henüz konum yok
locations-none-text = Her fırsat bir konuma aittir. İlkini ekleyin.
save-location = Konumu kaydet
done-location-added = Konum eklendi.
done-location-retired = Konum kapatıldı.
done-location-reopened = Konum yeniden açıldı.
solution-add = Çözüm ekle
assessment-add = Değerlendirme türü ekle
solution-name-hint = Müşterilerin bildiği ad. En çok 255 karakter. Fırsatlar, seçildiği andaki adı korur.
solution-publish = Yayımla
solution-publish-hint = Fırsatlar için yalnızca yayımlananlar seçilebilir.
solution-publish-do = Çözümü yayımla
solution-withdraw = Çözümü yayından kaldır
solution-judged = Satıcının belirledikleri
solution-judged-hint = Ortak satışa hazır olup olmadığına ve teşvik etiketlerine satıcının program yöneticileri karar verir.
solution-on-deals = Fırsatlarda
solution-published-text = Ortak satışa hazır olduğunda fırsatlar için seçilebilir.
solution-unpublished-text = Yeni fırsatlar için seçilemez. İçinde olduğu fırsatlarda kalır.
solutions-text-vendor = Sizin ve iş ortaklarının fırsatlara ekleyebileceği çözümler.
save-solution = Çözümü kaydet
done-client-made-before = Bu API istemcisi zaten oluşturuldu ve gizli anahtarı o zaman gösterildi. Sizde yoksa yenileyin.
done-solution-added = Çözüm eklendi.
done-solution-withdrawn = Çözüm yayından kaldırıldı.
done-solution-published = Çözüm yayımlandı.

# Programın çözümler hakkında karar verdikleri
partner-sells-nothing = Henüz çözüm yok: iş ortağının yöneticileri ekler.
judge-text = Bu çözümün programda nasıl değerlendirileceğini belirleyin. Açık fırsatlar hemen buna göre değerlendirilir.
judge-ready-hint = İş ortakları yalnızca ortak satışa hazır çözümlerle fırsat açar ve bunları birbirine önerir.
judge-tags-hint = Bunlardan birini taşıyan çözümün olduğu fırsat, diğer koşullar da sağlanıyorsa teşvik alabilir.
judge-do = Ortak satışa hazırlığı ve etiketleri belirle
save-judgement = Kararı kaydet

# Kişilerin ek doğrulama yöntemleri
member-has-totp = Bir doğrulama uygulaması.
member-passkeys =
    { $count ->
        [one] { $count } geçiş anahtarı.
       *[other] { $count } geçiş anahtarı.
    }
member-factors-text = Telefonunu ya da anahtarını kaybettiyse ek doğrulama yöntemlerini kaldırın. Önce isteyenin gerçekten o olduğundan emin olun.
member-factors-own = Burada kimse kendi ek doğrulama yöntemlerini kaldıramaz: başka bir yönetici kaldırır ya da siz Parola ve güvenlik sayfasında kaldırırsınız.
member-reset-factors = Ek doğrulama yöntemlerini sıfırla
done-factors-reset = Ek doğrulama yöntemleri sıfırlandı.
two-step-remove-text = Bundan sonra içeri girmek için yalnızca parolanız yeter ve kurtarma kodlarınız geçersiz olur.
recovery-codes-renew-text = Yenileri elinizdekilerin yerine geçer.

# Bir şey sona ermeden önceki soru: -text her satırda bir cümle taşır
ask-location-retire-title = { $name } kapatılsın mı?
ask-location-retire-text =
    Bu konumda yeni fırsat açılamaz ve buraya fırsat gönderilemez.
    Mevcut fırsatları olduğu gibi kalır; üzerlerinde çalışanlar çalışmayı sürdürür.
    İstediğiniz zaman yeniden açabilirsiniz.
ask-location-retire-do = Konumu kapat
ask-solution-withdraw-title = { $name } yayından kaldırılsın mı?
ask-solution-withdraw-text =
    Artık fırsatlar için seçilemez.
    İçinde olduğu fırsatlarda kalır.
    Yayında ve ortak satışa hazır hiçbir çözümü kalmayan şirket fırsat açamaz.
ask-solution-withdraw-do = Çözümü yayından kaldır
ask-person-disable-title = { $name } devre dışı bırakılsın mı?
ask-person-disable-text =
    Tüm oturumları hemen kapanır ve artık oturum açamaz.
    Onun adına çalışan uygulamalar ve ona gönderilen bağlantılar geçersiz olur.
    Fırsatları ve yaptıkları kalır. Yeniden etkinleştirebilirsiniz.
ask-person-disable-do = Kişiyi devre dışı bırak
ask-factors-reset-title = { $name } kişisinin ek doğrulama yöntemleri sıfırlansın mı?
ask-factors-reset-text =
    Doğrulama uygulaması, kurtarma kodları ve geçiş anahtarları kaldırılır.
    Tüm oturumları kapanır; yeniden ek doğrulama kurana kadar yalnızca parolasıyla oturum açar.
    Kendisine e-postayla haber verilir. Geri alınamaz.
ask-factors-reset-do = Ek doğrulama yöntemlerini sıfırla
ask-passkeys-reset-title = { $name } kişisinin geçiş anahtarları sıfırlansın mı?
ask-passkeys-reset-text =
    Geçiş anahtarları, varsa doğrulama uygulaması ve kurtarma kodlarıyla birlikte kaldırılır.
    Tüm oturumları kapanır. Parolası yok: hemen ardından oluşturabileceğiniz bir bağlantıyla parola seçer.
    Kendisine e-postayla haber verilir. Geri alınamaz.
ask-passkeys-reset-do = Geçiş anahtarlarını sıfırla
ask-password-link-title = { $name } kişisinin parolası yok
ask-password-link-text =
    Artık geçiş anahtarı da yok.
    Parola seçebileceği bir bağlantı oluşturun. E-posta kuruluysa kendisine gönderilir; bağlantıyı siz de iletebilirsiniz.
ask-password-link-do = Yeni parola için bağlantı oluştur
ask-client-disable-title = { $name } devre dışı bırakılsın mı?
ask-client-disable-text =
    Bundan sonra, elindeki belirteçlerle de reddedilir.
    Kişilerin verdiği izinleri yeniden istemesi gerekir.
    Yeniden etkinleştirebilirsiniz.
ask-client-disable-do = İstemciyi devre dışı bırak
ask-client-renew-title = { $name } için yeni gizli anahtar oluşturulsun mu?
ask-client-renew-text =
    Şimdi kullandığı gizli anahtar hemen geçersiz olur: yenisini alana kadar belirteç alamaz.
    Elindeki belirteçler en çok bir saat daha geçerlidir.
    Yeni gizli anahtar bir kez gösterilir.
ask-client-renew-do = Yeni gizli anahtar oluştur
ask-webhook-renew-title = { $name } için yeni imza anahtarı oluşturulsun mu?
ask-webhook-renew-text =
    Bundan sonra gönderilen her şey yenisiyle imzalanır.
    Alıcı, yeni anahtarı öğrenene kadar gelenleri reddeder.
ask-webhook-renew-do = Yeni imza anahtarı oluştur
ask-session-end-title = { $name } oturumu kapatılsın mı?
ask-session-end-text =
    O tarayıcının oturumu hemen kapanır.
    Orada yazılıp kaydedilmeyenler kaybolur.
ask-session-end-do = Oturumu kapat
ask-sessions-end-title = Diğer tüm oturumlar kapatılsın mı?
ask-sessions-end-text =
    Diğer tüm tarayıcıların oturumu hemen kapanır; bu oturum açık kalır.
    Sizin adınıza çalışan uygulamaların yeniden izin istemesi gerekir.
ask-sessions-end-do = Diğer tüm oturumları kapat
ask-passkey-remove-title = { $name } geçiş anahtarı kaldırılsın mı?
ask-passkey-remove-text =
    Artık onunla oturum açamazsınız.
    Cihazdan da silin: orada hâlâ çalışıyormuş gibi görünür.
ask-passkey-remove-do = Geçiş anahtarını kaldır
ask-assessments-withdraw-title = { $name } için onay geri alınsın mı?
ask-assessments-withdraw-text =
    Artık çözüm değerlendirmesi oluşturamaz.
    Açık değerlendirmeler olduğu gibi kalır.
ask-assessments-withdraw-do = Onayı geri al

# Reddedilenler
conflict-last-location = Her fırsat bir konuma aittir; bu yüzden biri açık kalır. Önce başka bir konum ekleyin ya da kapatılmış birini yeniden açın.
conflict-own-second-factor = Kimse kendi ek doğrulama yöntemlerini sıfırlayamaz. Başka bir yöneticiye başvurun ya da Parola ve güvenlik sayfasında kapatın.
conflict-vendor-has-no-locations = Konumlar, iş ortaklarının çalıştığı yerlerdir.
error-retired-location = Bu konum kapatıldı. Açık olan birini seçin.
error-partner-number-taken = Bu numara zaten bir şirkete ya da konuma ait. Bir hanenin yanlış olup olmadığına bakın.
error-unknown-tag = Bu, programın teşvik etiketlerinden biri değil.
error-changed-meanwhile = Bu alan bu arada “{ $now }” olarak değiştirildi. Formda şimdi görünene bakın; öyle olsun istiyorsanız yeniden kaydedin.
error-changed-meanwhile-by = { $who } bu alanı bu arada “{ $now }” olarak değiştirdi. Formda şimdi görünene bakın; öyle olsun istiyorsanız yeniden kaydedin.
error-changed-meanwhile-yourself = Bu alanı başka bir pencerede “{ $now }” olarak değiştirdiniz. Bu formda şimdi görünene bakın; öyle olsun istiyorsanız yeniden kaydedin.
error-removed-meanwhile = Bu ad bu arada kaldırıldı. Yine de kalsın istiyorsanız yeniden kaydedin, istemiyorsanız silin.
error-needed-meanwhile = Kaldırdığınız ad bu arada değiştirildi. Kalması için yeniden kaydedin ya da önce silin.

# Hata özetlerinde alanların adları
field-country = Ülke
field-currency = Para birimi
field-city = Şehir
field-contacts = İlgili kişiler
field-tags = Etiketler
field-role = Rol
field-locations = Konumlar
field-stages-name = Aşama için sizin adınız
field-stages-stage = Anlamı
field-partneranswerdays = İş ortağının yanıt süresi
field-vendoranswerdays = Satıcının yanıt süresi
field-earlywinhours = Kazanmanın erken sayıldığı süre
field-vendorminimumvalueusd = Bir isteğin en düşük değeri
