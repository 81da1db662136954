// A small dossier in Spanish with every kind of page, every block that Markdown has, pictures, code, and an article in
// Arabic. Everything in it is invented.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as zlib from "node:zlib";
import { scratch } from "./harness.mjs";

// A plain PNG of one colour.
function png(width, height, [r, g, b]) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.alloc(1 + width * 3);
  for (let x = 0; x < width; x += 1) row.set([r, g, b], 1 + x * 3);
  const data = zlib.deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

// Node has `zlib.crc32` only from 20.15 on.
function crc(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

const HARBOUR = `---
title: El puente del puerto cierra nueve semanas
rights: full
kind: report
outlet: diario
authors: [Eva Pardo]
published: 2021-03-04
updated: 2021-03-05
dateline: Puerto Claro
source: https://example.org/puente
retrieved: 2021-03-06
archived:
  - {url: "https://example.org/copia", date: 2021-03-06}
summary: El ayuntamiento cierra el puente viejo para renovar dos pilares.
provenance: La firma está al pie de la página impresa.
corrections:
  - {date: 2021-03-09, text: La fecha del acta era otra.}
old_urls: [puente-viejo.html]
---

El puente viejo de Puerto Claro cierra nueve semanas, dijo el lunes la ingeniera Ana Ruiz. Los técnicos hallaron grietas en dos pilares y temen que el tercero ceda.

## Lo que se sabe

![El puente visto desde el muelle](muelle.png "Foto: Eva Pardo, CC BY 4.0")

${Array.from({ length: 9 }, (_, n) => `Durante la semana ${n + 2} los obreros retiran piedra del pilar ${n + 2} y miden el agua cada mañana, porque la corriente arrastra la arena del fondo y deja los cimientos sin apoyo. Quien viva en la orilla norte cruza por el vado, en una barca que el ayuntamiento paga a la cooperativa de pescadores, y vuelve antes de las nueve de la noche. Las tiendas del muelle piden una ayuda que nadie ha prometido todavía.`).join("\n\n")}

- El vado abre a las seis.
- La barca lleva doce personas.

1. Primero se mide el agua.
2. Después se retira la piedra.

> «Nadie ha cruzado solo», dijo el barquero.

## Cuánto cuesta

| Partida | Miles |
|:--------|------:|
| Piedra | 40 |
| Barcas | 12 |

Pilar
: Columna que sostiene un arco.

Vado
: Paso del río con poca agua.[^1]

[^1]: Los mapas antiguos lo llaman paso real.

## Los datos

\`\`\`rust
/// Suma las semanas.
fn suma(semanas: &[u32]) -> Option<u32> {
    let mut total = 0_u32; // desde cero
    for s in semanas { total = total.checked_add(*s)?; }
    Some(total)
}
\`\`\`

\`\`\`python
@registro
class Pilar(Base):
    alto: float = 12.5
    def medir(self, nombre="norte"):
        return f"{nombre}: {self.alto}" if self.alto > 3 else None
\`\`\`

\`\`\`json
{"pilar": 3, "grietas": ["norte", "sur"], "firme": false, "alto": null}
\`\`\`

> [!NOTE]
> La obra sigue.

- [x] medir
- [ ] cerrar
`;

const HARBOUR_NOTES = `---
article: puente
authors: [La redacción]
date: 2021-04-01
---

## Toda la noticia {#toda .context}

Se publicó en papel.

## El titular {#titular .question}

> puerto cierra **nueve semanas**

¿Desde cuándo? Véase [el acta](https://example.org/acta/2021/03/puente).

## Quién lo dijo {#dijo .check}
by: ana-ruiz
said: 2021-03-01
claim: semanas = 9 (todo el puente)
about: ana-ruiz, puerto-claro
see: gaceta
tags: obras, puente

> cierra **nueve semanas, dijo el lunes la ingeniera Ana Ruiz**

La otra crónica da ocho. Es la única cifra que hay.

## Otra vez {#otra .context}
via: ayuntamiento

> **nueve semanas, dijo el lunes**

Lo mismo dice el acta.

## Un desmentido {#error .error}
happened: 2021-03-02

> **temen que el tercero ceda**

El informe habla de dos pilares.

## La réplica {#replica .reply}
re: error

> **temen que el tercero ceda**

El diario mantiene su versión.

## Quién es {#quien .identity}
about: ana-ruiz?

> **el barquero**

Así la llaman en el muelle.

## Una lista {#lista .link}

> **El vado abre a las seis.**

Otra fuente dice a las siete.

## Una tabla {#tabla .highlight}

> **Barcas**

Por semana.

## Una definición {#definicion .note}

> **Columna que sostiene un arco**

De piedra.

## Retractada {#retractada .note}
status: retracted
reason: La fuente era otra.

> **La barca lleva doce personas**

Eran diez.
`;

const ARABIC = `---
title: الجسر القديم يغلق تسعة أسابيع
rights: full
outlet: diario
language: ar
published: 2021-03-06
---

قالت المهندسة إن الجسر القديم يغلق تسعة أسابيع بسبب شقوق في عمودين، وإن العمال يقيسون الماء كل صباح لأن التيار يحمل الرمل من القاع.

يعبر سكان الضفة الشمالية في قارب تدفع البلدية أجره لجمعية الصيادين، ويعودون قبل التاسعة ليلا.

تطلب متاجر الرصيف مساعدة لم يعد بها أحد بعد.
`;

const ARABIC_NOTES = `---
article: jisr
language: ar
---

## كم أسبوعا {#kam .check}
claim: semanas = 9 (الجسر)

> **تسعة أسابيع بسبب شقوق في عمودين**

هذا هو الرقم نفسه الذي ذكرته الصحيفة الأولى، وهو الرقم الوحيد المعروف حتى الآن.

## المعدية {#qarib .context}
language: es

> **قارب تدفع البلدية أجره**

La barca de la cooperativa.
`;

const DIGEST = `---
title: Resumen de la crónica de la gaceta
rights: full
text: digest
outlet: gaceta-del-puerto
published: 2021-03-02
source: https://example.org/gaceta
---

La gaceta cuenta que el puente cierra y cita a Ana Ruiz: «serán ocho semanas, **ni una más**». Añade que “el vado es seguro” con agua baja, según el barquero.

El resto es cuenta nuestra, sin comillas. La gaceta llama a la ingeniera Ana Ruis.
`;

const DIGEST_NOTES = `---
article: gaceta
---

## Ocho {#ocho .check}
by: ana-ruiz
claim: semanas = 8 (todo el puente)

> **serán ocho semanas**

El diario da nueve; véase [[puente#dijo]].
`;

// Enough mentions and statements for lists of more than one page.
const days = Array.from({ length: 130 }, (_, n) => n + 1);
const CHRONICLE = `---
title: Crónica de las obras
rights: full
published: 2021-05-01
---

${days.map((day) => `Día ${day}: Ana Ruiz anotó ${day} centímetros de agua.`).join("\n\n")}
`;
const CHRONICLE_NOTES = `---
article: cronica
---

${days.map((day) => `## Día ${day} {#d${day} .check}\nby: ana-ruiz\nclaim: agua = ${day} (día ${day})\nhappened: 2021-03\nabout: puerto-claro\n\n> **anotó ${day} centímetros de agua**\n`).join("\n")}
`;

const FILES = {
  "dossier.toml": `title = "Puerto Claro"
description = "Cuatro textos inventados sobre las obras de un puente."
language = "es"
theme = "broadsheet"
authors = ["La redacción"]
lead = ["semanas"]
base_url = "https://example.org/puerto/"

[edition]
version = "2"
date = "2021-06-01"
covers = "2021-03-01/2021-05-01"
contact = "redaccion@example.org"
`,
  "content/index.md": "---\n---\n\nUn dosier de prueba sobre [[puente]].\n",
  "content/articles/puente/index.md": HARBOUR,
  "content/articles/jisr.md": ARABIC,
  "content/articles/gaceta.md": DIGEST,
  "content/articles/cronica.md": CHRONICLE,
  "content/articles/acta.md": "---\ntitle: Acta del pleno\nrights: reference\nkind: document\npublished: 2021-03-01\n---\n\nEl pleno aprueba el cierre del puente.\n",
  "content/articles/retirado.md": "---\ntitle: Un rumor\nrights: full\nwithdrawn: {date: 2021-05-02, reason: La fuente lo pidió.}\n---\n\nNada.\n",
  "content/annotations/puente.md": HARBOUR_NOTES,
  "content/annotations/jisr.md": ARABIC_NOTES,
  "content/annotations/gaceta.md": DIGEST_NOTES,
  "content/annotations/cronica.md": CHRONICLE_NOTES,
  "content/annotations/acta.md": "---\narticle: acta\n---\n\n## El cierre {#cierre .check}\nby: ayuntamiento\n\n> **aprueba el cierre**\n\nPor unanimidad.\n",
  "content/entities/ana-ruiz.md": `---
name: Ana Ruiz
kind: person
role: ingeniera del puerto
misspellings: [Ana Ruis]
start: 1970
same_as: ["https://example.org/ana"]
image: {file: ana.png, alt: Ana Ruiz ante el puente, credit: Eva Pardo, licence: CC BY 4.0, source: "https://example.org/foto"}
relations:
  - {to: ayuntamiento, as: trabaja para, start: 2015, note: "puente#dijo"}
---

Dirige las obras. Escribió a [[gaceta]].

![El pilar norte](pilar.png "Foto: Eva Pardo")
`,
  "content/entities/ayuntamiento.md": "---\nname: Ayuntamiento\nkind: organization\nrole: paga las obras\naliases: [el ayuntamiento]\n---\n\nEl de Puerto Claro.\n",
  "content/entities/puerto-claro.md": "---\nname: Puerto Claro\nkind: place\n---\n\nUna ciudad con río.\n",
  "content/entities/obras.md": "---\nname: Las obras\nkind: event\nstart: 2021-03-01\nend: 2021-05-01\n---\n",
  "content/entities/diario.md": "---\nname: El Diario\nkind: organization\n---\n",
  "content/entities/gaceta-del-puerto.md": "---\nname: Gaceta del Puerto\nkind: work\n---\n",
  "content/claims/semanas.md": "---\nquestion: ¿Cuántas semanas cierra el puente?\nunit: semanas\nfinding: Las crónicas dan ocho y nueve, y ninguna dice desde cuándo.\nreports: differ\n---\n\nAmbas citan a [[ana-ruiz]].\n",
  "content/claims/agua.md": "---\nquestion: ¿Cuánta agua llevaba el río?\nunit: centímetros\nreports: one-origin\n---\n",
  "content/pages/metodo.md": "---\ntitle: Método\nauthors: [La redacción]\ndate: 2021-06-01\n---\n\nLeemos cada texto dos veces. Véase [[semanas]].\n",
  "content/articles/puente/muelle.png": png(640, 360, [90, 110, 130]),
  "content/entities/ana.png": png(400, 500, [130, 110, 90]),
  "content/entities/pilar.png": png(300, 200, [110, 130, 90]),
};

// Writes the dossier into a folder of its own.
export function invented() {
  const root = scratch();
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
