/// Words whose period does not end a sentence, so that it stays with them.
///
/// Languages other than those here fall back to English. A word with a period inside, such as `z.B`, needs no entry: the
/// tokeniser leaves its last period anyway.
struct NonbreakingPrefixes: Sendable {
  /// Prefixes wherever they stand.
  let always: Set<String>
  /// Prefixes only before a number: `No. 5`, but `He said no.`
  let beforeNumbers: Set<String>

  init(_ language: Language) {
    switch language.code {
    case "de":
      always = Self.capitals.union(Self.smalls).union(Self.titles).union(Self.words(Self.german))
        .union((1...99).map(String.init))
      beforeNumbers = []
    case "fr":
      always = Self.capitals.union(Self.smalls.subtracting(["a"])).union(Self.words(Self.french))
      beforeNumbers = []
    default:
      always = Self.capitals.union(Self.titles).union(Self.words(Self.english))
      beforeNumbers = ["No", "Art", "pp"]
    }
  }

  private static let capitals = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ".map { String($0) })
  private static let smalls = Set("abcdefghijklmnopqrstuvwxyz".map { String($0) })

  private static func words(_ list: String) -> [String] { list.split(separator: " ").map(String.init) }

  /// Before names, in German news as in English ones.
  private static let titles = Set(
    words(
      "Adm Asst Brig Bros Capt Cmdr Col Corp Cpl DR Dr Gen Gov Hon Hosp Insp Lt MM MR MRS MS Maj Messrs Mlle Mme Mr Mrs Ms "
        + "Msgr Ph Prof Pvt Rep Reps Rev Rt Sen Sens Sgt Sr St Supt v vs"))

  private static let english = "Drs Hr rev Rs Nos Nr Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec"

  private static let german =
    "II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii "
    + "xviii xix xx Mio Mrd bzw usw etc MwSt ggf vgl sogen sog ff Std evtl Zt Chr Ltd sen jun dgl dergl Co usf "
    + "bzgl No Nos Art Nr pp ca Ca"

  private static let french =
    "art ann apr av auj lib boul ca cf chap contr dir éd env al etc ex fasc fém fig fr hab ibid id inf masc MM SS ms n/réf pl "
    + "pp sec sect sing suiv sup suppl tél vb vol vs"
}
