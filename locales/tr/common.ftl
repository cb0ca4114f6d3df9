# Sayfaların ve postaların ortak sözleri.

-product = Ortak

days =
    { $days ->
        [one] { $days } gün
       *[other] { $days } gün
    }
span-days = { $days } g
span-hours = { $hours } sa
span-minutes = { $minutes } dk

# Kişilerin rolleri
role-partner_admin = İş ortağı yöneticisi
role-referrals_admin = Fırsat yöneticisi
role-referrals_user = Fırsat kullanıcısı
role-vendor_seller = Satıcının satış temsilcisi
role-deal_reviewer = Kayıt değerlendiricisi
role-programme_admin = Program yöneticisi

# Bir fırsatın durumu
status-new = Yanıt bekliyor
status-active = Etkin
status-won = Kazanıldı
status-lost = Kaybedildi
status-declined = Reddedildi
status-expired = Süresi doldu

# Satış aşamaları, yüzdelerine göre; ilki yöne göre adlandırılır
sales-stage-10 = Açıldı
sales-stage-10-outgoing = Oluşturuldu
sales-stage-10-incoming = Kabul edildi
sales-stage-20 = Nitelendirildi
sales-stage-40 = Geliştirildi
sales-stage-60 = Teklif verildi
sales-stage-80 = Müzakere edildi
sales-stage-100 = Kazanıldı

# Çözüm değerlendirmelerinin satış aşamaları
assessment-stage-10 = Açıldı
assessment-stage-10-outgoing = Oluşturuldu
assessment-stage-10-incoming = Kabul edildi
assessment-stage-20 = Müşterinin çaba düzeyini netleştirme
assessment-stage-40 = Veri toplama
assessment-stage-60 = Değerlendirme raporunu hazırlama
assessment-stage-80 = Müşteriye sunma
assessment-stage-100 = Kazanıldı

deal-type-private = Özel
deal-type-partner-led = İş ortağı öncülüğünde
deal-type-co-sell = Ortak satış
deal-type-solution-assessment = Çözüm değerlendirmesi

# Bir fırsatın reddedilme veya kaybedilme nedeni
reason-budget_not_adequate = Bütçe yetersiz
reason-customer_did_not_respond = Müşteri yanıt vermedi
reason-customer_chose_another_vendor = Müşteri başka bir satıcıyı seçti
reason-requirement_not_met = Gereksinim karşılanmadı
reason-not_a_customer = Müşteri değil
reason-proposed_timeline_too_short = Önerilen süre çok kısa
reason-abuse_spam_or_phishing = Kötüye kullanım, istenmeyen ileti veya kimlik avı
reason-no_relationship = Müşterinin satıcıyla ilişkisi yok
reason-no_seller = Bu müşteriyle doğrudan ilgilenen bir satış temsilcisi yok
reason-worked_on_with_another_partner = Başka bir iş ortağıyla zaten çalışılıyor
reason-not_enough_information = Yeterli bilgi yok
reason-cannot_support_now = Şu anda destek verilemiyor
reason-other = Diğer
reason-unspecified = Neden belirtilmedi

# Kişilere bildirilenler
event-incoming_referral = Gelen fırsat veya müşteri adayı
event-invitation_accepted = Davet kabul edildi
event-invitation_declined = Davet reddedildi
event-invitation_expired = Davetin süresi doldu
event-referral_expiring = Yanıt süresi dolmak üzere
event-party_stage_changed = Başka bir taraf aşama değiştirdi
event-party_won = Başka bir taraf kazandı
event-party_lost = Başka bir taraf kaybetti
event-added_to_team = Ekibe eklenme
event-webhook_failing = Web kancası çalışmıyor
