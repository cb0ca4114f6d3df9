# Hesaplarda olanlar, denetim kaydının anlattığı biçimde
audit-organization-created = Şirket oluşturuldu
audit-organization-disabled = Şirket devre dışı bırakıldı
audit-organization-enabled = Şirket etkinleştirildi
audit-assessments-changed = Değerlendirme onayı değiştirildi
audit-contacts-changed = Bir konumun irtibat kişileri değiştirildi
audit-stage-names-changed = Aşama adları değiştirildi
audit-programme-changed = Program ayarları değiştirildi
audit-person-created = Kişi oluşturuldu
audit-person-invited = Kişi davet edildi
audit-invitation-renewed = Davet yeniden gönderildi
audit-invitation-accepted = Davet kabul edildi
audit-role-changed = Rol değiştirildi
audit-person-disabled = Kişi devre dışı bırakıldı
audit-person-enabled = Kişi etkinleştirildi
audit-reset-link-made = Yeni parola bağlantısı oluşturuldu
audit-password-reset = Bağlantıyla yeni parola belirlendi
audit-password-changed = Parola değiştirildi
audit-second-factor-added = İki adımlı oturum açma etkinleştirildi
audit-second-factor-removed = İki adımlı oturum açma kapatıldı
audit-recovery-codes-renewed = Yeni kurtarma kodları oluşturuldu
audit-passkey-added = Geçiş anahtarı eklendi
audit-passkey-removed = Geçiş anahtarı kaldırıldı
audit-client-created = API istemcisi oluşturuldu
audit-client-secret-renewed = API istemcisinin gizli anahtarı yenilendi
audit-client-disabled = API istemcisi devre dışı bırakıldı
audit-client-enabled = API istemcisi etkinleştirildi
audit-client-redirects-changed = API istemcisinin dönüş adresleri değiştirildi
audit-webhook-registered = Web kancası kaydedildi
audit-webhook-changed = Web kancası değiştirildi
audit-webhook-secret-renewed = Web kancasının imza anahtarı yenilendi
audit-company-changed = Şirket profili değiştirildi
audit-location-added = Konum eklendi
audit-location-changed = Konum değiştirildi
audit-location-retired = Konum kapatıldı
audit-location-reopened = Konum yeniden açıldı
audit-solution-added = Çözüm eklendi
audit-solution-changed = Çözüm değiştirildi
audit-solution-judged = Satıcı bir çözüm hakkında karar verdi
audit-second-factor-reset = Ek doğrulama yöntemleri sıfırlandı
audit-field-name = Ad
audit-field-country = Ülke
audit-field-currency = Para birimi
audit-field-city = Şehir
audit-field-contacts = İlgili kişiler
audit-field-contactsadded = Eklenen ilgili kişiler
audit-field-contactsremoved = Çıkarılan ilgili kişiler
audit-field-stages = Aşama adları
audit-field-published = Yayında
audit-field-cosellready = Ortak satışa hazır
audit-field-tags = Etiketler
audit-field-partneranswerdays = İş ortaklarının yanıt süresi (gün)
audit-field-vendoranswerdays = Satıcının yanıt süresi (gün)
audit-field-earlywinhours = Kazanma uyarısı süresi (saat)
audit-field-vendorminimumvalueusd = En düşük değer (USD)
audit-field-autodeclinebelowminimum = Alt sınırın altını reddet
audit-deals = Fırsatlar
audit-accounts = Hesaplar
audit-accounts-text = Şirketinizin hesaplarını ve ayarlarını kimin değiştirdiği; en yenisi başta. Kayıtlar değiştirilemez ve silinemez.
audit-whom = İlgili
audit-from = Nereden
audit-location = Konum { $number }
actor-operator = Sunucunun işletmeni
actor-elsewhere = Şirketinizin dışından biri

# API istemcilerinin son kullanımı
client-used = Son kullanım

# Kim olduğunu bir daha kanıtlamak
confirm-title = Siz olduğunuzu onaylayın
confirm-text = Nasıl oturum açtığınızı değiştirmek üzeresiniz. Kim olduğunuzu son kanıtlamanızın üzerinden zaman geçti.
confirm-do = Siz olduğunuzu onaylayın
confirm-first = Geçiş anahtarı eklemek için önce siz olduğunuzu onaylayın.
confirm-passkey = Geçiş anahtarıyla onayla
confirm-elsewhere = Ya da hesabınızın bulunduğu yerde bir kez daha oturum açın:
confirm-no-way = Oturumu kapatıp yeniden açın; sonra on dakikanız var.
error-wrong-proof = Bu doğru değil. Yeniden deneyin ya da aşağıdaki başka bir yolu kullanın.

# Oturum sona ermişken yazılanlar
kept-title = Oturumunuz sona ermişti; yazdıklarınız saklandı.
kept-text = Henüz hiçbir şey kaydedilmedi: gözden geçirip yeniden gönderin.
kept-sign-in = Oturumunuz sona erdi. Oturum açın; yazdıklarınız yeniden karşınıza gelir.

# Deneme ortamında bir tarafı oynamak
sandbox-nobody = Oynanacak kimse yok
sandbox-nobody-text = Satıcıyı ya da bir iş ortağını bir fırsata davet edin; sonra burada onların yerine yanıt verirsiniz.
play-title = { $name } tarafını oynayın
play-text = Burada yaptıklarınızı onların tarafı yapmış olur. Kendi tarafınız bunu onlarınki gibi görür.
play-accept-text = Onların tarafı fırsatı üstlenir.
play-stage = Satış aşaması
play-stage-do = Aşamayı işaretle
play-closed = Kapandı: onların tarafında başka bir şey yapılamaz.
play-not-incoming = Bu fırsatı onların tarafı gönderdi.
done-played = Karşı taraf olarak yapıldı.
error-unknown-stage = Böyle bir satış aşaması yok.
profile-zone-usual = Buradaki olağan saat ({ $zone })

# Passkeys at a new password
reset-passkeys-text = Bunlarla parolasız girilir ve kayıtlı kalırlar. Tanımadıklarınızı kaldırın.
reset-passkey-remove = { $name } kaldırılsın
