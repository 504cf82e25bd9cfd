// What Java offers while one types: lang-java has a grammar only.

import { completeFromList, ifNotIn, snippetCompletion } from "@codemirror/autocomplete";
import { javaLanguage } from "@codemirror/lang-java";

const KEYWORDS =
  "abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally " +
  "float for if implements import instanceof int interface long native new null package permits private protected public record " +
  "return sealed short static strictfp super switch synchronized this throw throws transient true false try var void volatile " +
  "when while yield";

const TYPES =
  "ArrayDeque ArrayList Arrays BigDecimal BigInteger Boolean BufferedReader Character Collections Comparator Deque Double " +
  "Duration Exception Files Function HashMap HashSet IllegalArgumentException IllegalStateException InputStreamReader Integer " +
  "IntStream Iterable Iterator LinkedHashMap LinkedList List LocalDate LocalDateTime Long Map Math Object Objects Optional Override " +
  "Path Predicate PriorityQueue Queue Random Runnable RuntimeException Scanner Set Stream String StringBuilder Supplier System " +
  "Thread TreeMap TreeSet";

const SNIPPETS = [
  ["main", "public static void main(String[] args) {\n\t${}\n}", "method"],
  ["sout", "System.out.println(${});", "print a line"],
  ["printf", 'System.out.printf("${%s}%n", ${value});', "print formatted"],
  ["for", "for (int ${i} = 0; ${i} < ${count}; ${i}++) {\n\t${}\n}", "loop"],
  ["foreach", "for (${var} ${item} : ${items}) {\n\t${}\n}", "loop over items"],
  ["while", "while (${condition}) {\n\t${}\n}", "loop"],
  ["if", "if (${condition}) {\n\t${}\n}", "block"],
  ["ifelse", "if (${condition}) {\n\t${}\n} else {\n\t${}\n}", "block"],
  ["try", "try {\n\t${}\n} catch (${Exception} ${e}) {\n\t${}\n}", "block"],
  ["class", "class ${Name} {\n\t${}\n}", "definition"],
  ["record", "record ${Name}(${fields}) {}", "definition"],
  ["scanner", "Scanner ${in} = new Scanner(System.in);", "read input"],
];

const options = [
  ...KEYWORDS.split(" ").map((label) => ({ label, type: "keyword" })),
  ...TYPES.split(" ").map((label) => ({ label, type: "class" })),
  ...SNIPPETS.map(([label, template, detail]) => snippetCompletion(template, { label, detail, type: "text", boost: 1 })),
];

const isText = ["LineComment", "BlockComment", "StringLiteral", "TextBlock", "CharacterLiteral"];

export const completions = javaLanguage.data.of({ autocomplete: ifNotIn(isText, completeFromList(options)) });
