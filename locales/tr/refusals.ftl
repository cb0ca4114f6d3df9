# Bir şeyin şu anda neden kabul edilmediği, reddin koduna göre

conflict-terminal-state = Fırsat kapandı: artık hiçbir şeyi değiştirilemez.
conflict-invalid-transition = Fırsatın şu anki durumundan bu adıma geçilemez.
conflict-not-accepted = Fırsat henüz kabul edilmedi. Önce kabul edin.
conflict-answer-window-over = Yanıt süresi doldu.
conflict-too-many-rows = Liste tek bir dosya için çok uzun: filtreyle daraltın ya da CSV olarak dışa aktarın.
conflict-too-many-views = Bir kişinin sahip olabileceği kadar kayıtlı görünümünüz var. Önce birini silin.
conflict-too-many-drafts = Bir kişinin sahip olabileceği kadar taslağınız var. Önce birini bitirin ya da silin.
conflict-incoming-deal = Başkalarını yalnızca iş birliğini başlatan şirket davet eder.
conflict-assessment-not-shared = Çözüm değerlendirmesi paylaşılmaz.
conflict-already-invited = Zaten katılıyorlar ya da davet edildiler.
conflict-already-in-engagement = Bu iş birliğinde zaten açık bir fırsatları var.
conflict-solution-required = Şirketinizin henüz yayımlanmış, ortak satışa hazır bir çözümü yok. Fırsat açmak için bir tane gerekir.
conflict-already-registered = Zaten bir web kancası var. Onu değiştirin.
conflict-already-exists = Aynısını az önce başka biri yaptı.
conflict-idempotency-key-reused = Bu form daha önce başka bir içerikle gönderildi. Sayfayı yeniden açın.
conflict-would-lose-access = Bu değişiklikten sonra fırsatı göremezsiniz. Şirketinizin yöneticisine başvurun.
conflict-not-your-referral = Fırsat başka bir şirkete ait; yalnızca o şirket değiştirebilir.
