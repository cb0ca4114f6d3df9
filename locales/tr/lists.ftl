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
shortcut-move = Kartı sonraki ya da önceki aşamaya taşı

# Filters
filter-unanswered = Diğer taraf henüz yanıtlamadı
