#pragma once

#include <string_view>

// Words of bylines, in lower case, between bars (html_bylines.cpp).
namespace saring::boilerplate::bylines {

// Words before a name, in lower case; longer ones first where one starts another.
inline constexpr std::string_view kLabels =
    "|written by|posted by|published by|reported by|story by|words by|text by|authored by|"
    "compiled by|article by|a guest post by|guest post by|submitted by|by|author|authors|writer|"
    "reporter|writer and photographer|von|autor|autorin|autoren|text von|ein beitrag von|"
    "ein artikel von|geschrieben von|veröffentlicht von|erstellt von|text|par|auteur|rédigé par|"
    "écrit par|publié par|propos recueillis par|por|escrito por|publicado por|texto|autora|di|"
    "a cura di|scritto da|pubblicato da|autore|da|oleh|ditulis oleh|penulis|pewarta|wartawan|"
    "laporan|kontributor|jurnalis|tim redaksi:|redacción:|redazione:|"
    "door|auteurs|tekst|af|skrevet af|av|skrevet av|skriven av|"
    "text av|kirjoittaja|teksti|autorzy|napisał|napisała|tekst:|napsal|napísal|piše|szerző|írta|"
    "de|scris de|autor:|yazan|yazar|haber|muhabir|автор|авторы|текст|автори|от|журналист|της|του|"
    "γράφει|γράφει η|γράφει ο|συντάκτης|συντάκτρια|كتب|كتبت|بقلم|الكاتب|المصدر|نویسنده|"
    "נכתב על ידי|מאת|כתב|लेखक|द्वारा|द्वारा लिखित|โดย|ผู้เขียน|tác giả|theo|bởi|作者|文|撰文|记者|記者|"
    "本报记者|本報記者|執筆|著者|筆者|投稿者|執筆者|ライター|文＝|기자|글|작성자|pengarang|"
    "isinulat ni|ni|na|mwandishi|";
// Labels of others than the author: what follows is nobody's byline.
inline constexpr std::string_view kOtherLabels =
    "|editor|edited by|editors|penyunting|redaktur|photo|photos|photo by|photos by|photograph by|"
    "photography by|foto|fotos|fotografer|image|images|illustration|illustration by|"
    "illustrations by|video|video by|source|sumber|quelle|translated by|translation|"
    "übersetzt von|traduction|traducción|reviewed by|medically reviewed by|fact checked by|编辑|"
    "責任編輯|责任编辑|来源|來源|翻訳|翻訳者|编译|bild|bilder|photographe|credit|updated by|"
    "filed under|tags|"
    "kategori|category|in|produced by|recommended by|";
inline constexpr std::string_view kConjunctions =
    "| and | & | und | et | y | e | dan | en | og | och | ja | i | a | și | ve | и | та | και |"
    " with | with additional reporting by | και η | mit | avec | con | dengan | và | + |";
// Labels that name the outlet before the person: "Laporan wartawan Kabar Desa, Sri Wahyuni".
inline constexpr std::string_view kOutletLabels =
    "|laporan wartawan|laporan reporter|laporan kontributor|laporan jurnalis|laporan koresponden|";
// Words that begin no name but say where somebody works: "Reporter at Kabar Desa".
inline constexpr std::string_view kPrepositions =
    "|at|in|for|from|on|with|of|di|dari|bei|beim|für|chez|pour|";
// Words of jobs and departments, which follow names.
inline constexpr std::string_view kJobs =
    "|reporter|editor|correspondent|writer|staff|senior|journalist|contributor|columnist|"
    "producer|director|professor|chief|bureau|associate|assistant|freelance|freelancer|analyst|"
    "redakteur|redakteurin|redaktion|redaktor|wartawan|redaktur|journaliste|periodista|"
    "giornalista|jornalista|redacción|redazione|redação|rédaction|redactie|redaksi|team|desk|"
    "newsroom|manager|president|founder|ceo|author|blogger|intern|fellow|photographer|agency|"
    "news|press|media|correspondente|corresponsal|correspondant|korrespondent|korrespondentin|"
    "autor|autorin|editorial|officer|expert|specialist|consultant|phd|md|reporters|editors|"
    "editorin|redakcja|редакция|корреспондент|обозреватель|журналист|admin|administrator|"
    "webmaster|guest|publisher|magazine|association|gmbh|inc|ltd|verlag|university|institute|"
    "foundation|ministerium|presse|pressestelle|pressemitteilung|writers|company|group|network|"
    "dept|department|head|marketing|llc|corp|corporation|ag|srl|spa|society|council|office|"
    "channel|tv|radio|online|magazin|zeitung|journal|times|tribune|herald|gazette|daily|blog|"
    "verein|verband|stiftung|services|solutions|systems|studio|studios|labs|technologies|digital|"
    "international|national|center|centre|clinic|hospital|federation|organization|organisation|"
    "committee|commission|ministry|agencia|agence|agentur|agenzia|агентство|газета|издательство|"
    "ооо|οργανισμός|εφημερίδα|yayınları|wydawnictwo|kementerian|humas|tim|contributing|gastautor|"
    "gastbeitrag|hrsg|인턴|";
// Jobs that also follow a name without a mark, and what stands before them.
inline constexpr std::string_view kTitles =
    "|reporter|editor|correspondent|writer|journalist|columnist|photographer|producer|"
    "contributor|redakteur|redakteurin|wartawan|korrespondent|korrespondentin|korespondent|"
    "корреспондент|журналист|обозреватель|기자|인턴|특파원|senior|junior|contributing|staff|"
    "associate|"
    "chief|executive|managing|freelance|former|deputy|";
// Words that are in no name.
inline constexpr std::string_view kNoNameWords =
    "|updated|published|posted|category|categories|uncategorized|bio|contact|us|sponsored|read|"
    "views|view|comments|comment|share|follow|subscribe|minutes|mins|by|this|our|your|how|what|"
    "why|when|is|are|was|last|full|all|more|about|click|here|menu|search|login|register|"
    "copyright|rights|reserved|gestern|heute|data|publikacji|tags|topics|newsletter|"
    "advertisement|posts|"
    "diterbitkan|diperbarui|veröffentlicht|aktualisiert|erstellt|publié|publicado|actualizado|"
    "pubblicato|aggiornato|gepubliceerd|publicerad|publisert|yayınlanma|опубликовано|обновлено|";
// Words that end a name: "Jo Fenn in Business", "Jo Fenn on May 3".
inline constexpr std::string_view kNameEnds =
    "| in | on | at | for | from | is | was | has | covers | am | um |";
inline constexpr std::string_view kAgencies =
    "|reuters|afp|ap|dpa|apa|sda|efe|ansa|lusa|antara|bernama|kyodo|xinhua|tass|pti|ians|ani|upi|"
    "bloomberg|associated press|the associated press|press association|pa|epa|cna|新华社|共同|時事|"
    "agence france-presse|sid|kna|epd|ntb|tt|ritzau|belga|anp|mti|pap|čtk|tasr|hina|tanjug|"
    "agencia efe|europa press|";
// What interfaces say where an author could stand.
inline constexpr std::string_view kNoNames =
    "|about the author|about|author|authors|admin|share|follow|comments|comment|more|read more|"
    "view all posts|all posts|posts|profile|contact|email|e-mail|twitter|facebook|website|home|"
    "print|reply|subscribe|anonymous|none|null|undefined|unknown|n/a|user|guest|super user|"
    "administrator|root|webmaster|see more|more from|about me|posted|on|in|at|updated|published|"
    "photo|getty images|login|sign in|wordpress|true|false|author name|view profile|"
    "über den autor|follow us|bio|staff|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|"
    "thursday|friday|saturday|sunday|";

}  // namespace saring::boilerplate::bylines
