# Bir fırsatın sayfası: durumu, kimin neyi gördüğü, nelerin değiştiği

deal-type-lead = Müşteri adayı
milestone-registration = Fırsat kaydı
ended-won = { $date } tarihinde kazanıldı.
ended-expired = { $date } tarihinde süresi doldu: { $days } gün içinde yanıt verilmedi. Gönderen yeniden isteyebilir.
ended-lost = { $date } tarihinde kaybedildi.
ended-lost-because = { $date } tarihinde kaybedildi ({ $reason }).
ended-declined = { $date } tarihinde reddedildi.
ended-declined-because = { $date } tarihinde reddedildi ({ $reason }).
closed-on = kapanma { $date }
overdue =
    { $days ->
        [one] { $days } gün gecikti
       *[other] { $days } gün gecikti
    }
printed = Yazdırma: { $date } · { $organization }
after-stages = Bir değerlendirme dört aşamanın hepsinden sonra kazanılır.
mark-next-stage = { $stage } aşamasını işaretle
share-sellers = { $vendor } satış ekibi şunları görecek:
ask-partner-text = Her iş ortağı, kabul ya da reddedeceği kendi kopyasını alır.
let-view-text = Satıcının satış ekibi bakabilir, hiçbir şeyi değiştiremez. Geri alınamaz.

audience-deal = Ad, değer, aşama ve tahmini kapanış tarihi.
audience-customer = Adresi ve D-U-N-S numarasıyla müşteri.
audience-contacts = E-posta ve telefonlarıyla müşterideki ilgili kişiler: { $names }.
audience-no-contacts = Müşterideki ilgili kişiler ({ $names }) gösterilmez: müşteri paylaşımı kabul etmedi.
audience-solutions-team = Çözümler ve e-posta ve telefonlarıyla ekibiniz.
audience-only-view = Bunlara bakabilir, hiçbir şeyi değiştiremez.
audience-sellers-of = { $vendor } satış ekibi
audience-sender-knows = Bu fırsatı o gönderdi; yazdıklarını bilir.
audience-sender-sees-nothing = Fırsatla ne yaptığınızı görmez.
audience-copy = Gönderdiklerinizin kendisine ait bir kopyasını görür: müşteri ve ilgili kişisi, değer, kapanış tarihi, çözümler ve ona yazdıklarınız.
you-asked-for = İstediğiniz yardım:
you-wrote = Ona yazdığınız:
audience-gone = Kabul etmedi: buraya sonradan yazılan hiçbir şeyi görmez.
audience-party = Katıldığınızı, durumunuzu, aşamanızı ve e-posta ve telefonlarıyla ekibinizi görür.
audience-party-incoming = Durumunuzu ve aşamanızı, kabul ettikten sonra e-posta ve telefonlarıyla ekibinizi görür.
audience-vendor-reason = Reddederseniz nedenini görür.
audience-never-value = Kendi değerinizi, notlarınızı, CRM kimliğinizi ve kampanyanızı asla görmez.

history-new = Bekliyor
history-active = Etkin
history-closed = Kapandı
history-pending = Gönderildi
history-received = Açıldı
history-accepted = Kabul edildi
history-engaged = Çalışılıyor
history-declined = Reddedildi
history-expired = Süresi doldu
history-won = Kazanıldı
history-lost = Kaybedildi

# Şu an yapılamayanlar ve iki kişinin aynı anda yaptıkları
hindered-title = Bu şu an yapılamaz
hindered-closed = Artık hiçbir bilgisi değiştirilemez.
hindered-nothing-to-answer = Bu fırsatı şirketiniz kendisi açtı; yanıtlanacak bir şey yok.
hindered-answered = Fırsat zaten kabul edildi.
hindered-answered-on = Fırsat { $date } tarihinde kabul edildi.
hindered-window-over = Yanıt süresi doldu. Gönderen yeniden isteyebilir.
hindered-not-accepted = Şirketinizin yanıtını bekliyor. Önce kabul edin.
hindered-assessment = Bir değerlendirmenin çözümü değiştirilemez.
hindered-stages-open = Bir değerlendirme ancak dört aşamanın hepsinden sonra kazanılır. Aşamaları sırayla işaretleyin.
hindered-theirs = { $name } şirketine ait; yalnızca o değiştirebilir.
hindered-shared = Satıcının satış ekibi bu fırsatı zaten görebiliyor.
hindered-role = Rolünüz buna izin vermiyor. Başkalarını Fırsat yöneticisi ya da İş ortağı yöneticisi rolündeki kişiler davet eder.
hindered-role-vendor = Rolünüz buna izin vermiyor. Başkalarını Satıcının satış temsilcisi ya da Fırsat yöneticisi rolündeki kişiler davet eder.
hindered-helpers = Şirketinizde bunu yapabilecek ya da size bu rolü verebilecek kişiler:
hindered-written = Yazdıklarınız
hindered-written-hint = Kaydedilmedi. Hâlâ gereken bir şey varsa kopyalayın.
accepted-meanwhile-title = Bir iş arkadaşınız bu fırsatı az önce kabul etti
accepted-meanwhile-text = Yazdıklarınız burada: fırsattaki bir değişiklik olarak kaydedin ya da vazgeçin.
accepted-already-title = Bu fırsatı zaten kabul ettiniz
join-team = Beni ekibe ekle
join-team-hint = Ekipte olanların yanına.
merge-saved-by = Son kaydeden: { $who }, { $date }.
merge-yourself = başka bir pencerede siz
merge-not-on-team = Ekipte değil
meanwhile-title = Çözümler bu sırada değişti
meanwhile-added = Ekleyen { $who }: { $what }.
meanwhile-removed = Çıkaran { $who }: { $what }.
meanwhile-kept = Bunlar, sizin seçtiklerinizle birlikte geçerlidir.
meanwhile-yourself = siz (başka bir pencerede)
done-solutions-saved-with = Çözümler, bu sırada yapılan değişikliklerle birlikte kaydedildi. { $told }
error-reason-not-offered = Gösterilen nedenlerden birini seçin.
reason-note-kept = Neden “Diğer” ise gereklidir. Başka bir nedenin yanında, yalnızca şirketinizin gördüğü notlarınıza eklenir.
activity-kind = Ne oldu
activity-all-kinds = Her şey
activity-who = Kim
activity-everybody = Herkes
activity-filter = Bunları göster
activity-clear = Tümünü göster
activity-nothing = Bu seçime uyan bir etkinlik yok.
copy-link = Bağlantıyı kopyala
copy-link-done = Bağlantı kopyalandı
export-deal = Fırsatı dışa aktar
export-deal-csv = CSV olarak
export-deal-xlsx = Excel dosyası olarak
related-deals = Bu müşteriyle diğer fırsatlar
team-clear-hint = Birini ekipten çıkarmak için satırını boşaltın.
