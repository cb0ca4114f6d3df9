# Columns of lists
column-created = Oluşturulma
column-updated = Son değişiklik
columns = Sütunlar
columns-shown = Fırsatın yanında göster
columns-keep = Bu sütunları tüm listelerimde kullan
columns-usual = Alışılmış sütunları göster
columns-show = Sütunları göster
done-columns-kept = Listeleriniz bundan sonra bu sütunları gösterir.

# A deal at a glance
preview = Önizleme
preview-deal = { $name } önizlemesi
preview-close = Önizlemeyi kapat
preview-stage = Aşama
preview-last = Son etkinlik
shortcut-preview = Fırsatı önizle
shortcut-close-preview = Önizlemeyi kapat

# Cards of the board
board-failed = Sunucuya ulaşılamadı. Kart eski yerine döndü.
board-stays = Bu kart taşınmadı.
shortcuts-board = Panoda
shortcut-move-on = Kartı sonraki aşamaya taşı
shortcut-move-back = Kartı önceki aşamaya taşı

# Filters
filter-unanswered = Diğer taraf henüz yanıtlamadı
filter-currency = Para birimi
filter-currency-hint = Tutarlar yalnızca aynı para birimi içinde karşılaştırılır.
error-currency-required = Değere göre süzmek için bir para birimi seçin: farklı para birimlerindeki tutarlar karşılaştırılmaz.
by-currency = Önce para birimine, sonra tutara göre sıralı: farklı para birimlerindeki tutarlar karşılaştırılmaz.

# Gösterilecek bir şey yok
empty-beyond-title = Başka fırsat yok
empty-beyond-text = Bu sayfa listenin sonundan ötede kalıyor.
first-page = İlk sayfayı göster
empty-favourites-title = Henüz favoriniz yok
empty-favourites-text = Bir fırsatı satırındaki yıldızla işaretleyin; burada görünür.
empty-shared-title = Sizinle henüz bir şey paylaşılmadı
empty-shared-text = İş ortaklarının satıcının satış ekibine gösterdiği fırsatlar burada görünür.
empty-access-title = Görebileceğiniz fırsat yok
empty-access-text = Yalnızca kendi konumlarınızın ya da ekibinde olduğunuz fırsatları görürsünüz. Burada böyle bir fırsat yok.
empty-access-who = Şu iş arkadaşlarınız erişiminizi genişletebilir ya da sizi bir ekibe ekleyebilir:
empty-access-nobody = Kuruluşunuzda bunu değiştirebilecek kimse yok: bu kurulumu işletenlere danışın.

# Birden çok fırsat birden
bulk-assign-to = Ekibe birini ekle
list-vendor = Satıcı
bulk-gone = Göremediğiniz bir fırsat
assign-title = Ekiplere birini ekleyin
assign-text =
    { $count ->
        [one] Kişi bu fırsatın ekibine katılır ve onu görebilir:
       *[other] Kişi bu { $count } fırsatın ekiplerine katılır ve onları görebilir:
    }
assign-person = Kişi
assign-action = Kişiyi ekiplere ekle
assign-without-phone =
    { $count ->
        [one] Bir iş arkadaşınız listede yok: ekip üyesinin adı, soyadı, e-posta adresi ve telefon numarası gerekir; herkes bunları kendi profilinde verir.
       *[other] { $count } iş arkadaşınız listede yok: ekip üyesinin adı, soyadı, e-posta adresi ve telefon numarası gerekir; herkes bunları kendi profilinde verir.
    }
assign-nobody = Kuruluşunuzdan kimse eklenemiyor: ekip üyesinin adı, soyadı, e-posta adresi ve telefon numarası gerekir; herkes bunları kendi profilinde verir.
error-unknown-person = Bu kişi şirketinizda değil ya da artık değil. Başka birini seçin.
