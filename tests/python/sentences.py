"""Sentences in languages that are far apart, by label."""

SENTENCES = {
    "ind_Latn": "Petani di desa itu mulai menanam padi setelah hujan turun pekan lalu.",
    "jav_Latn": "Bocah-bocah padha dolanan ing pekarangan nalika srengenge arep surup.",
    "sun_Latn": "Barudak keur arulin di buruan bari ngadagoan indungna balik ti pasar.",
    "eng_Latn": "The farmers began to plant rice after the first rain of the season.",
    "deu_Latn": "Die Kinder spielten im Garten, während ihre Mutter das Abendessen kochte.",
    "fra_Latn": "Les enfants jouaient dans le jardin pendant que leur mère préparait le repas.",
    "rus_Cyrl": "Дети играли в саду, пока их мать готовила ужин на кухне.",
    "ukr_Cyrl": "Діти гралися в саду, поки їхня мати готувала вечерю на кухні.",
    "ell_Grek": "Τα παιδιά έπαιζαν στον κήπο.",
    "jpn_Jpan": "子供たちは庭で遊んでいました。",
    "zho_Hans": "孩子们在花园里玩耍的时候，妈妈正在厨房做饭。",
    "tha_Thai": "เด็กๆ เล่นอยู่ในสวน",
    "arb_Arab": "كان الأطفال يلعبون في الحديقة بينما كانت أمهم تعد العشاء.",
}
