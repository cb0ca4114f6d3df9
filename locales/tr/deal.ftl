# Bir fırsatın sayfası: durumu, kimin neyi gördüğü, nelerin değiştiği

deal-type-lead = Müşteri adayı
milestone-registration = Fırsat kaydı
ended-won = { $date } tarihinde kazanıldı.
ended-expired = { $date } tarihinde süresi doldu: { $days } gün içinde yanıt verilmedi. Gönderen yeniden isteyebilir.
ended-lost = { $date } tarihinde kaybedildi.
ended-lost-because = { $date } tarihinde kaybedildi: { $reason }
ended-declined = { $date } tarihinde reddedildi.
ended-declined-because = { $date } tarihinde reddedildi: { $reason }
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
audience-copy = Gönderdiklerinizin kendisine ait bir kopyasını görür: müşteri, değer, kapanış tarihi, çözümler.
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
