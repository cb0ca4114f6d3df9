# Olup biteni bildiren e-postalar. $deal okuyanın kendi fırsatı, $organization öteki taraftır.

mail-greeting = Merhaba { $name },
mail-deal-unnamed = adsız bir fırsat
mail-somebody = Başka bir kuruluş

mail-incoming_referral-subject =
    { $lead ->
        [yes] Yeni müşteri adayı ({ $organization }): { $deal }
       *[no] Yeni fırsat ({ $organization }): { $deal }
    }
mail-incoming_referral-sentence =
    { $lead ->
        [yes] { $organization } size bir müşteri adayı gönderdi ve yanıtınızı bekliyor.
       *[no] { $organization } size bir fırsat gönderdi ve yanıtınızı bekliyor.
    }
mail-incoming_referral-action = Aç ve yanıtla

mail-invitation_accepted-subject = { $organization } kabul etti: { $deal }
mail-invitation_accepted-sentence = { $organization } davetinizi kabul etti.
mail-invitation_accepted-action = Fırsatı aç

mail-invitation_declined-subject = { $organization } reddetti: { $deal }
mail-invitation_declined-sentence = { $organization } davetinizi reddetti.
mail-invitation_declined-action = Fırsatı aç

mail-invitation_expired-subject = { $organization } yanıt vermedi: { $deal }
mail-invitation_expired-sentence = Davetinizin süresi doldu: { $organization } zamanında yanıt vermedi.
mail-invitation_expired-action = Fırsatı aç

mail-referral_expiring-subject =
    { $days ->
        [one] Yanıt için 1 gün kaldı: { $deal }
       *[other] Yanıt için { $days } gün kaldı: { $deal }
    }
mail-referral_expiring-sentence =
    { $days ->
        [one] { $organization } yanıtınızı bekliyor. Süre 1 gün sonra doluyor.
       *[other] { $organization } yanıtınızı bekliyor. Süre { $days } gün sonra doluyor.
    }
mail-referral_expiring-action = Aç ve yanıtla

mail-party_stage_changed-subject = { $organization } ilerledi: { $deal }
mail-party_stage_changed-sentence = { $organization } başka bir satış aşamasına geçti.
mail-party_stage_changed-action = Fırsatı aç

mail-party_won-subject = { $organization } kazandı: { $deal }
mail-party_won-sentence = { $organization } fırsattaki payını kazandı.
mail-party_won-action = Fırsatı aç

mail-party_lost-subject = { $organization } kaybetti: { $deal }
mail-party_lost-sentence = { $organization } fırsattaki payını kaybetti.
mail-party_lost-action = Fırsatı aç

mail-added_to_team-subject = Ekibe eklendiniz: { $deal }
mail-added_to_team-sentence = Bir fırsatın ekibine eklendiniz.
mail-added_to_team-action = Fırsatı aç

mail-webhook_failing-subject =
    { $off ->
        [yes] Web kancası kapatıldı
       *[no] Web kancası çalışmıyor
    }
mail-webhook_failing-sentence =
    { $off ->
        [yes] Kuruluşunuzun bir web kancasına tekrar tekrar ulaşılamadı ve web kancası kapatıldı. Bundan sonra olanlar ona bildirilmiyor.
       *[no] Kuruluşunuzun bir web kancasına ulaşılamadı ve bunun için deneme hakkı kalmadı.
    }
mail-webhook_failing-action = Teslimatları aç

mail-digest-subject =
    { $count ->
        [one] Gününüz: 1 haber
       *[other] Gününüz: { $count } haber
    }

# Adı geçenlerin etiketleri
mail-fact-deal = Fırsat
mail-fact-customer = Müşteri
mail-fact-stage = Satış aşaması
mail-fact-reason = Neden
mail-fact-answer-by = Son yanıt zamanı
mail-fact-webhook = Web kancası
mail-fact-error = Son hata

mail-why = Bu e-postayı { -product } sizi haberdar ettiği için alıyorsunuz.
mail-unsubscribe = Bu tür e-postaları artık istemiyorum
mail-unsubscribe-digest = Artık e-posta istemiyorum

# Bu bağlantının ardındaki sayfa
unsubscribe-title = { -product } e-postaları
unsubscribe-question = “{ $event }” konusunda artık e-posta gelmesin mi?
unsubscribe-question-digest = Artık hiç e-posta gelmesin mi?
unsubscribe-button = Bu e-postaları durdur
unsubscribe-done = “{ $event }” konusunda artık e-posta almayacaksınız.
unsubscribe-done-digest = Artık e-posta almayacaksınız.
unsubscribe-back = Ayarlarınızdan bunları istediğiniz zaman yeniden açabilirsiniz.
unsubscribe-invalid = Bu bağlantı geçerli değil. Kesilmiş olabilir: tamamını kopyalayın.

# Kişileri içeri alan bağlantılar
mail-invitation-subject = { $organization } sizi Ortak’a davet ediyor
mail-invitation-sentence = { $organization } iş ortaklarıyla Ortak üzerinde çalışıyor ve size bir hesap açtı. Başlamak için bir parola seçin. Bağlantı { $until } tarihine kadar geçerlidir.
mail-invitation-action = Hesabınızı kurun
mail-invitation-why = Bu e-postayı, { $organization } yöneticisi adresinizi girdiği için alıyorsunuz. Nedenini bilmiyorsanız bir şey yapmayın.
mail-reset-subject = Ortak için yeni parola
mail-reset-sentence = Birisi, umarız siz, yeni bir parola istedi. Bağlantı { $until } tarihine kadar ve bir kez geçerlidir.
mail-reset-action = Yeni parola seçin
mail-reset-why = Siz değilseniz bir şey yapmayın: parolanız olduğu gibi kalır.

# Giriş yöntemleri değişen kişiye haber
mail-password-reset-subject = Ortak parolanız yeniden belirlendi
mail-password-changed-subject = Ortak parolanız değiştirildi
mail-second-factor-added-subject = Ortak hesabınızda iki adımlı giriş açıldı
mail-second-factor-removed-subject = Ortak hesabınızda iki adımlı giriş kapatıldı
mail-second-factor-reset-subject = Ortak’taki ek doğrulama yöntemleriniz sıfırlandı
mail-recovery-codes-renewed-subject = Ortak için yeni kurtarma kodları oluşturuldu
mail-passkey-added-subject = Ortak hesabınıza bir geçiş anahtarı eklendi
mail-passkey-removed-subject = Ortak hesabınızdan bir geçiş anahtarı kaldırıldı
mail-change-sentence = { $organization } hesabınızda { $at } tarihinde bu değişiklik yapıldı. Siz yaptıysanız yapmanız gereken bir şey yok. Siz yapmadıysanız hemen yeni bir parola belirleyin, diğer tüm oturumları kapatın, tanımadığınız geçiş anahtarlarını kaldırın ve şirketinizin yöneticisine haber verin.
mail-change-action = Giriş yöntemlerinizi gözden geçirin
mail-change-why = Bu ileti, giriş yöntemleriniz her değiştiğinde gönderilir; kapatılamaz.
