# CSV dosyasından fırsatlar

import-deals = İçe aktar
import-title = Fırsatları içe aktar
import-text = Fırsatları bir CSV dosyasından alın. Hiçbir şey oluşturulmadan önce her satırdan ne çıkacağını görürsünüz.
import-choose = Dosya seçin
import-file = Dosya
import-file-hint = CSV; en çok { $megabytes } MB ve { $rows } satır.
import-privacy = Dosyayı yalnızca siz görürsünüz. Bir gün sonra silinir.
import-upload = Dosyayı yükle
import-no-file = Bir dosya seçin.
import-what = Dosya nasıl olabilir
import-what-form = UTF-8 kodlamalı CSV; sütunların arasında virgül, noktalı virgül ya da sekme.
import-what-header = İlk satır sütunların adlarını verir. Her birinin anlamını sonraki adımda siz belirlersiniz.
import-what-needed = Her satırda fırsat adı, müşteri, değer, para birimi ve kapanış tarihi gerekir.
import-what-values = Değerler 25000.50, tarihler 2026-11-30 gibi; ülkeler ve para birimleri kodlarıyla (DE, EUR).
import-what-private = Fırsatlar özeldir: siz paylaşana kadar şirketiniz dışında kimse görmez.
import-template = Şablonu indir
import-waiting = Henüz içe aktarmadığınız dosyalar
import-kept-until = { $time } tarihine kadar saklanır
import-forget = Kaldır
import-earlier = Şimdiye kadarki içe aktarmalar
import-none-yet = Şirketinizde henüz kimse fırsat içe aktarmadı.
import-by = Kim
import-when = Ne zaman
import-rows-column = Satır
import-rows =
    { $count ->
        [one] { $count } satır
       *[other] { $count } satır
    }
import-done = Bitti
import-undone = Geri alındı
import-under-way = Sürüyor

import-columns-title = Sütunların anlamı
import-columns-text =
    { $count ->
        [one] Dosyada { $count } satır var. Tahmin edebildiklerimizi doldurduk.
       *[other] Dosyada { $count } satır var. Tahmin edebildiklerimizi doldurduk.
    }
import-column = Dosyadaki sütun
import-column-unnamed = { $number }. sütun, adı yok
import-samples = İlk değerler
import-no-samples = ilk satırlarda boş
import-becomes = Karşılığı
import-leave-out = Bu sütunu alma
import-needed = Gerekli
import-optional = İsteğe bağlı
import-other-file = Başka dosya seç
import-to-check = Satırları denetle
import-target-missing = “{ $target }” olan sütunu seçin: her fırsatta gerekir.
import-target-twice = “{ $column }” sütunu “{ $target }” olarak seçili, bir başka sütun da öyle. Yalnızca biri olabilir.
import-target-deal-name = Fırsat adı
import-target-customer-name = Müşteri adı
import-target-customer-country = Müşterinin ülkesi
import-target-customer-city = Müşterinin şehri
import-target-customer-address = Müşterinin adresi
import-target-customer-postal-code = Müşterinin posta kodu
import-target-d-u-n-s-number = D-U-N-S numarası
import-target-contact-first-name = İlgili kişinin adı
import-target-contact-last-name = İlgili kişinin soyadı
import-target-contact-e-mail = İlgili kişinin e-postası
import-target-contact-phone = İlgili kişinin telefonu
import-target-consent-to-share = Müşterinin paylaşım onayı (yes ya da no)
import-target-estimated-value = Tahmini değer
import-target-currency = Para birimi
import-target-estimated-close-date = Tahmini kapanış tarihi
import-target-crm-id = CRM numarası
import-target-campaign-id = Kampanya numarası
import-target-notes = Notlar
import-target-location = Konum (iş ortağı numarası)
import-target-sales-stage = Satış aşaması
import-target-solution-ids = Çözüm numaraları (arada noktalı virgül)
import-target-team-first-name = Ekip üyesinin adı
import-target-team-last-name = Ekip üyesinin soyadı
import-target-team-e-mail = Ekip üyesinin e-postası
import-target-team-phone = Ekip üyesinin telefonu

import-check-title = Satırları denetleyin
import-check-text = Henüz hiçbir şey oluşturulmadı.
import-count-ready =
    { $count ->
        [one] { $count } satır hazır
       *[other] { $count } satır hazır
    }
import-count-refused =
    { $count ->
        [one] { $count } satır içe aktarılamaz
       *[other] { $count } satır içe aktarılamaz
    }
import-count-unchanged =
    { $count ->
        [one] { $count } satır daha önce içe aktarılmış
       *[other] { $count } satır daha önce içe aktarılmış
    }
import-all-text = Her satır, şirketinizin özel bir fırsatı olur.
import-partly-text =
    { $count ->
        [one] Uygun satırlar şirketinizin özel fırsatları olur. { $count } satır dışarıda kalır: indirip düzeltebilir, ayrı bir dosya olarak içe aktarabilirsiniz.
       *[other] Uygun satırlar şirketinizin özel fırsatları olur. { $count } satır dışarıda kalır: indirip düzeltebilir, ayrı bir dosya olarak içe aktarabilirsiniz.
    }
import-none-ready = Hiçbir satır bu haliyle içe aktarılamaz. Aşağıdaki nedenlere bakın; belki bir sütunun anlamı yanlış seçilmiştir.
import-all-unchanged = Bu dosyanın diğer bütün satırları daha önce içe aktarılmış. Yapılacak bir şey kalmadı.
import-start-all =
    { $count ->
        [one] { $count } satırı içe aktar
       *[other] { $count } satırın tümünü içe aktar
    }
import-start-partly =
    { $count ->
        [one] Uygun { $count } satırı içe aktar
       *[other] Uygun { $count } satırı içe aktar
    }
import-download-refused = Reddedilen satırları indir
import-change-columns = Sütunları değiştir
import-rows-shown = Dosyanın satırları
import-all-rows = Tüm satırlar
import-only-refused = Yalnızca reddedilenler
import-line = Satır no.
import-outcome = Sonuç
import-notes = Nedenler ve notlar
import-row-ready = Hazır
import-row-refused = Reddedildi
import-row-unchanged = Daha önce alınmış
import-reason-column = Neden
import-reason-unknown-value = Burada olabilecek değerlerden biri değil.
import-reason-too-many-items = Olabileceğinden çok değer var.
import-reason-location-out-of-scope = Rolünüz bu konumun fırsatlarını kapsamıyor.
import-reason-invalid-currency = Bu, EUR gibi bir para birimi kodu değil.
import-reason-invalid-country = Bu, DE gibi bir ülke kodu değil.
import-reason-invalid-date = Bu, 2026-11-30 gibi bir tarih değil.
import-reason-not-a-number = Bu, 25000.50 gibi bir sayı değil.
import-reason-unknown-location = Şirketinizin böyle bir konumu yok.
import-reason-shared-since = O zamandan beri başkalarıyla paylaşılmış.
import-reason-changed-since = O zamandan beri değiştirilmiş.
import-warning-incomplete-deal = Bir çözüm ya da tam bir ekip üyesi eksik: sonradan eklenebilir.
import-warning-unknown-catalogue-id = Buradaki listelerde olmayan bir numara var; olduğu gibi saklanır.
import-warning-currency-assumed = Şirketinizin para birimi alınır.
import-warning-won-within-72-hours = Açıldıktan kısa süre sonra kazanılmış.

import-result-title = İçe aktarma
import-goes-on = İçe aktarılıyor
import-undo-goes-on = İçe aktarma geri alınıyor
import-progress = { $all } satırdan { $done } tanesi
import-may-leave = Bu sayfadan ayrılabilirsiniz. İşlem siz olmadan da sürer.
import-refresh = Yenile
import-brought =
    { $count ->
        [one] { $count } fırsat içe aktarıldı
       *[other] { $count } fırsat içe aktarıldı
    }
import-brought-text = Siz paylaşana kadar özeldirler.
import-not-brought =
    { $count ->
        [one] { $count } satır içe aktarılmadı.
       *[other] { $count } satır içe aktarılmadı.
    }
import-see-refused = Nedenlerini gör
import-stopped = İçe aktarma { $all } satırın { $done } tanesinden sonra durdu.
import-continue = Sürdür
import-upload-again = Sürdürmek için aynı dosyayı yeniden yükleyin: alınmış olanlar olduğu gibi kalır.
import-undone-at = { $time } tarihinde geri alındı
import-undone-text = Fırsatları “import undone” nedeniyle kaybedildi olarak kapatıldı. Bu arada değiştirilmiş ya da paylaşılmış olanlar kaldı.
import-deals-of-it = Bu içe aktarmanın fırsatları
import-deal-here = İçe aktarıldı
import-deal-undone = Geri almayla kapatıldı
import-deal-kept = Kaldı
import-deal-hidden = Erişiminiz dışında
import-first-page = İlk sayfa
import-to-deals = Fırsatlara git
import-another = Başka dosya içe aktar

import-undo = İçe aktarmayı geri al
import-undo-title = Bu içe aktarma geri alınsın mı?
import-undo-closes = Fırsatları “import undone” nedeniyle kaybedildi olarak kapatılır. Hiçbir şey silinmez.
import-undo-keeps = İçe aktarmadan sonra birinin değiştirdiği ya da paylaştığı fırsatlar olduğu gibi kalır.
import-undo-stays = Bu işlem geri çevrilemez. Aynı dosyayı yeniden içe aktarabilirsiniz.
import-undo-until = Geri alma { $time } tarihine kadar yapılabilir.

done-import-file-forgotten = Dosya kaldırıldı.
done-import-look-again = İçe aktarılabilecek satırlar değişti. Lütfen yeniden bakın.

error-file-too-large = Bu dosya çok büyük.
error-invalid-encoding = Bu, UTF-8 metin değil. Hesap tablosunda “CSV UTF-8” olarak kaydedin.
error-invalid-csv = Bu, CSV olarak okunamıyor.
error-no-header = İlk satır sütunların adlarını vermeli.
error-no-rows = Başlığın altında satır yok.
error-file-too-wide = Bir dosyada en çok 200 sütun olabilir.
error-file-too-long = Bir dosyada en çok 100.000 satır olabilir. Birkaç dosyaya bölün.
conflict-import-under-way = Bu dosya şu anda içe aktarılıyor. Bitene kadar bekleyin.
conflict-undo-window-over = Bir içe aktarma 24 saat boyunca geri alınabilir; bu süre doldu.
