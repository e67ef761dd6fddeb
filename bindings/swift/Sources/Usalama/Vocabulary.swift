// Made by bindings/tests/vocabulary.rs from the tables of the core.

/// A word of one of the domain's vocabularies. One of a newer version has its code and no label.
public protocol Word: Hashable, Sendable, CustomStringConvertible {
    /// What is stored, sent and compared.
    var code: String { get }
    init(_ code: String)
    /// Of every value that this version knows: code, English, Kiswahili (a working draft), in the order of the domain's table.
    static var table: [(code: String, en: String, sw: String)] { get }
}

extension Word {
    /// English.
    public var en: String? { Self.table.first { $0.code == code }?.en }
    /// Kiswahili: a working draft, to be reviewed by a Kenyan speaker before release.
    public var sw: String? { Self.table.first { $0.code == code }?.sw }
    /// Every value that this version knows.
    public static var all: [Self] { table.map { Self($0.code) } }
    public var description: String { code }
}

public struct AlertAnswer: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Seen
    public static let seen = AlertAnswer("seen")
    /// I am safe
    public static let safe = AlertAnswer("safe")
    /// I need help
    public static let needHelp = AlertAnswer("need_help")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("seen", "Seen", "Nimeona"),
        ("safe", "I am safe", "Niko salama"),
        ("need_help", "I need help", "Nahitaji msaada"),
    ]
}

public struct AlertEvent: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Crime warning
    public static let crimePattern = AlertEvent("crime_pattern")
    /// Violence in progress
    public static let violence = AlertEvent("violence")
    /// Dangerous crowd
    public static let mobViolence = AlertEvent("mob_violence")
    /// Fire
    public static let fire = AlertEvent("fire")
    /// Flood
    public static let flood = AlertEvent("flood")
    /// Building collapse
    public static let buildingCollapse = AlertEvent("building_collapse")
    /// Gas or fuel leak
    public static let hazardousSpill = AlertEvent("hazardous_spill")
    /// Disease outbreak
    public static let disease = AlertEvent("disease")
    /// Poisonous alcohol
    public static let poisonousBrew = AlertEvent("poisonous_brew")
    /// Road blocked
    public static let roadBlocked = AlertEvent("road_blocked")
    /// Water or power failure
    public static let utilityFailure = AlertEvent("utility_failure")
    /// Dangerous animal
    public static let dangerousAnimal = AlertEvent("dangerous_animal")
    /// Missing person
    public static let missingPerson = AlertEvent("missing_person")
    /// Police are looking for a person
    public static let wantedPerson = AlertEvent("wanted_person")
    /// Police ask for information
    public static let appealForInformation = AlertEvent("appeal_for_information")
    /// All clear
    public static let allClear = AlertEvent("all_clear")
    /// Other
    public static let other = AlertEvent("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("crime_pattern", "Crime warning", "Tahadhari ya uhalifu"),
        ("violence", "Violence in progress", "Vurugu zinaendelea"),
        ("mob_violence", "Dangerous crowd", "Umati hatari"),
        ("fire", "Fire", "Moto"),
        ("flood", "Flood", "Mafuriko"),
        ("building_collapse", "Building collapse", "Jengo limeporomoka"),
        ("hazardous_spill", "Gas or fuel leak", "Gesi au mafuta yamevuja"),
        ("disease", "Disease outbreak", "Mlipuko wa ugonjwa"),
        ("poisonous_brew", "Poisonous alcohol", "Pombe yenye sumu"),
        ("road_blocked", "Road blocked", "Barabara imefungwa"),
        ("utility_failure", "Water or power failure", "Hitilafu ya maji au umeme"),
        ("dangerous_animal", "Dangerous animal", "Mnyama hatari"),
        ("missing_person", "Missing person", "Mtu aliyepotea"),
        ("wanted_person", "Police are looking for a person", "Polisi wanamtafuta mtu"),
        ("appeal_for_information", "Police ask for information", "Polisi wanaomba taarifa"),
        ("all_clear", "All clear", "Hali ni shwari"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct AlertState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Draft
    public static let draft = AlertState("draft")
    /// Waiting for release
    public static let pendingRelease = AlertState("pending_release")
    /// Issued
    public static let issued = AlertState("issued")
    /// Updated
    public static let updated = AlertState("updated")
    /// Cancelled
    public static let cancelled = AlertState("cancelled")
    /// Expired
    public static let expired = AlertState("expired")
    /// Returned
    public static let returned = AlertState("returned")
    /// Withdrawn
    public static let withdrawn = AlertState("withdrawn")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("draft", "Draft", "Rasimu"),
        ("pending_release", "Waiting for release", "Inasubiri idhini"),
        ("issued", "Issued", "Imetolewa"),
        ("updated", "Updated", "Imesasishwa"),
        ("cancelled", "Cancelled", "Imefutwa"),
        ("expired", "Expired", "Imeisha"),
        ("returned", "Returned", "Imerudishwa"),
        ("withdrawn", "Withdrawn", "Imeondolewa"),
    ]
}

public struct AlertStatus: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Actual
    public static let actual = AlertStatus("Actual")
    /// Exercise
    public static let exercise = AlertStatus("Exercise")
    /// System
    public static let system = AlertStatus("System")
    /// Test
    public static let test = AlertStatus("Test")
    /// Draft
    public static let draft = AlertStatus("Draft")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("Actual", "Actual", "Halisi"),
        ("Exercise", "Exercise", "Mazoezi"),
        ("System", "System", "Mfumo"),
        ("Test", "Test", "Jaribio"),
        ("Draft", "Draft", "Rasimu"),
    ]
}

public struct Anonymity: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Use my name
    public static let named = Anonymity("named")
    /// Confidential
    public static let confidential = Anonymity("confidential")
    /// Anonymous
    public static let anonymous = Anonymity("anonymous")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("named", "Use my name", "Tumia jina langu"),
        ("confidential", "Confidential", "Siri"),
        ("anonymous", "Anonymous", "Bila jina"),
    ]
}

public struct Audience: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Private draft
    public static let `self` = Audience("self")
    /// Care only
    public static let care = Audience("care")
    /// Oversight only
    public static let oversight = Audience("oversight")
    /// Reporter and police
    public static let police = Audience("police")
    /// Responders
    public static let responders = Audience("responders")
    /// Resident association
    public static let ra = Audience("ra")
    /// Neighbours
    public static let area = Audience("area")
    /// Public
    public static let `public` = Audience("public")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("self", "Private draft", "Rasimu ya siri"),
        ("care", "Care only", "Huduma ya afya pekee"),
        ("oversight", "Oversight only", "Ofisi ya usimamizi pekee"),
        ("police", "Reporter and police", "Mripoti na polisi"),
        ("responders", "Responders", "Wanaoitikia"),
        ("ra", "Resident association", "Chama cha wakazi"),
        ("area", "Neighbours", "Majirani"),
        ("public", "Public", "Umma"),
    ]
}

public struct Capability: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Desk officer
    public static let desk = Capability("desk")
    /// Officer commanding station
    public static let ocs = Capability("ocs")
    /// Sub-county commander
    public static let scpc = Capability("scpc")
    /// NACADA officer
    public static let nacadaOfficer = Capability("nacada_officer")
    /// Peer educator
    public static let peerEducator = Capability("peer_educator")
    /// Faith leader
    public static let faithLeader = Capability("faith_leader")
    /// Under eighteen
    public static let under18 = Capability("under_18")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("desk", "Desk officer", "Afisa wa dawati"),
        ("ocs", "Officer commanding station", "OCS"),
        ("scpc", "Sub-county commander", "Kamanda wa kaunti ndogo"),
        ("nacada_officer", "NACADA officer", "Afisa wa NACADA"),
        ("peer_educator", "Peer educator", "Mwelimishaji rika"),
        ("faith_leader", "Faith leader", "Kiongozi wa dini"),
        ("under_18", "Under eighteen", "Chini ya miaka kumi na minane"),
    ]
}

public struct CaseStatus: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Received
    public static let submitted = CaseStatus("submitted")
    /// Checked
    public static let triaged = CaseStatus("triaged")
    /// More information needed
    public static let needsInfo = CaseStatus("needs_info")
    /// Assigned
    public static let assigned = CaseStatus("assigned")
    /// On the way
    public static let responding = CaseStatus("responding")
    /// On scene
    public static let onScene = CaseStatus("on_scene")
    /// Offered to police
    public static let handoverOffered = CaseStatus("handover_offered")
    /// With police
    public static let withPolice = CaseStatus("with_police")
    /// Sent to another service
    public static let referred = CaseStatus("referred")
    /// Resolved
    public static let resolved = CaseStatus("resolved")
    /// Closed, no action
    public static let noAction = CaseStatus("no_action")
    /// Same as another report
    public static let duplicate = CaseStatus("duplicate")
    /// Withdrawn by reporter
    public static let withdrawn = CaseStatus("withdrawn")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("submitted", "Received", "Imepokelewa"),
        ("triaged", "Checked", "Imekaguliwa"),
        ("needs_info", "More information needed", "Taarifa zaidi zinahitajika"),
        ("assigned", "Assigned", "Imepewa mhusika"),
        ("responding", "On the way", "Wako njiani"),
        ("on_scene", "On scene", "Wamefika"),
        ("handover_offered", "Offered to police", "Imewasilishwa kwa polisi"),
        ("with_police", "With police", "Iko kwa polisi"),
        ("referred", "Sent to another service", "Imepelekwa kwa idara nyingine"),
        ("resolved", "Resolved", "Imetatuliwa"),
        ("no_action", "Closed, no action", "Imefungwa bila hatua"),
        ("duplicate", "Same as another report", "Inafanana na ripoti nyingine"),
        ("withdrawn", "Withdrawn by reporter", "Imeondolewa na mripoti"),
    ]
}

public struct Category: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Assault or fight
    public static let assault = Category("assault")
    /// Robbery with violence
    public static let robbery = Category("robbery")
    /// Mugging
    public static let mugging = Category("mugging")
    /// Killing / body found
    public static let homicide = Category("homicide")
    /// Abduction or kidnapping
    public static let kidnapping = Category("kidnapping")
    /// Gender-based violence
    public static let gbv = Category("gbv")
    /// Child abuse or neglect
    public static let childHarm = Category("child_harm")
    /// Gang activity or threat
    public static let gangActivity = Category("gang_activity")
    /// Mob attack in progress
    public static let mobViolence = Category("mob_violence")
    /// Gunshots heard
    public static let gunshots = Category("gunshots")
    /// Threats or harassment
    public static let threatHarassment = Category("threat_harassment")
    /// Extortion / protection money
    public static let extortion = Category("extortion")
    /// Break-in
    public static let burglary = Category("burglary")
    /// Theft
    public static let theft = Category("theft")
    /// Phone snatching
    public static let phoneSnatching = Category("phone_snatching")
    /// Vehicle or motorbike theft
    public static let vehicleTheft = Category("vehicle_theft")
    /// Livestock theft
    public static let stockTheft = Category("stock_theft")
    /// Theft by employee
    public static let theftByEmployee = Category("theft_by_employee")
    /// Malicious damage
    public static let vandalism = Category("vandalism")
    /// Fire set on purpose
    public static let arson = Category("arson")
    /// Fraud / mobile-money scam
    public static let fraud = Category("fraud")
    /// Drug selling
    public static let drugSelling = Category("drug_selling")
    /// Illicit alcohol
    public static let illicitBrew = Category("illicit_brew")
    /// Drunk and disorderly
    public static let drunkDisorderly = Category("drunk_disorderly")
    /// Someone needs help with alcohol or drugs
    public static let substanceHelp = Category("substance_help")
    /// Suspicious activity
    public static let suspiciousActivity = Category("suspicious_activity")
    /// Suspicious object
    public static let suspiciousObject = Category("suspicious_object")
    /// Trespass
    public static let trespass = Category("trespass")
    /// Noise or disturbance
    public static let disturbance = Category("disturbance")
    /// Fire
    public static let fire = Category("fire")
    /// Medical emergency
    public static let medical = Category("medical")
    /// Road crash
    public static let roadCrash = Category("road_crash")
    /// Flooding
    public static let flood = Category("flood")
    /// Building collapse
    public static let collapse = Category("collapse")
    /// Electrical hazard
    public static let electrical = Category("electrical")
    /// Gas leak or chemical
    public static let gasChemical = Category("gas_chemical")
    /// Missing person
    public static let missingPerson = Category("missing_person")
    /// Lost child found
    public static let foundChild = Category("found_child")
    /// Street light out / dark spot
    public static let streetLight = Category("street_light")
    /// Broken gate, wall, fence
    public static let barrier = Category("barrier")
    /// Overgrown bush
    public static let overgrown = Category("overgrown")
    /// Dumping
    public static let waste = Category("waste")
    /// Water or sewer
    public static let waterSewer = Category("water_sewer")
    /// Dangerous animals
    public static let animals = Category("animals")
    /// Guard misconduct
    public static let guardMisconduct = Category("guard_misconduct")
    /// Police misconduct
    public static let policeMisconduct = Category("police_misconduct")
    /// Bribe demanded
    public static let corruption = Category("corruption")
    /// Other
    public static let other = Category("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("assault", "Assault or fight", "Shambulio au vita"),
        ("robbery", "Robbery with violence", "Wizi wa mabavu"),
        ("mugging", "Mugging", "Uporaji"),
        ("homicide", "Killing / body found", "Mauaji / maiti imepatikana"),
        ("kidnapping", "Abduction or kidnapping", "Utekaji nyara"),
        ("gbv", "Gender-based violence", "Ukatili wa kijinsia"),
        ("child_harm", "Child abuse or neglect", "Dhuluma kwa mtoto"),
        ("gang_activity", "Gang activity or threat", "Magenge au vitisho vyao"),
        ("mob_violence", "Mob attack in progress", "Umati kuchukua sheria mkononi"),
        ("gunshots", "Gunshots heard", "Milio ya risasi"),
        ("threat_harassment", "Threats or harassment", "Vitisho au unyanyasaji"),
        ("extortion", "Extortion / protection money", "Kutozwa pesa kwa vitisho"),
        ("burglary", "Break-in", "Uvunjaji wa nyumba"),
        ("theft", "Theft", "Wizi"),
        ("phone_snatching", "Phone snatching", "Kunyakuliwa simu"),
        ("vehicle_theft", "Vehicle or motorbike theft", "Wizi wa gari au pikipiki"),
        ("stock_theft", "Livestock theft", "Wizi wa mifugo"),
        ("theft_by_employee", "Theft by employee", "Wizi wa mfanyakazi"),
        ("vandalism", "Malicious damage", "Uharibifu wa mali"),
        ("arson", "Fire set on purpose", "Uchomaji wa makusudi"),
        ("fraud", "Fraud / mobile-money scam", "Ulaghai / utapeli"),
        ("drug_selling", "Drug selling", "Uuzaji wa dawa za kulevya"),
        ("illicit_brew", "Illicit alcohol", "Pombe haramu"),
        ("drunk_disorderly", "Drunk and disorderly", "Ulevi na fujo"),
        ("substance_help", "Someone needs help with alcohol or drugs", "Mtu anahitaji msaada wa uraibu"),
        ("suspicious_activity", "Suspicious activity", "Shughuli ya kutiliwa shaka"),
        ("suspicious_object", "Suspicious object", "Kitu cha kutiliwa shaka"),
        ("trespass", "Trespass", "Kuingia bila ruhusa"),
        ("disturbance", "Noise or disturbance", "Kelele au fujo"),
        ("fire", "Fire", "Moto"),
        ("medical", "Medical emergency", "Dharura ya kiafya"),
        ("road_crash", "Road crash", "Ajali ya barabarani"),
        ("flood", "Flooding", "Mafuriko"),
        ("collapse", "Building collapse", "Jengo kuporomoka"),
        ("electrical", "Electrical hazard", "Hatari ya umeme"),
        ("gas_chemical", "Gas leak or chemical", "Gesi au kemikali kuvuja"),
        ("missing_person", "Missing person", "Mtu aliyepotea"),
        ("found_child", "Lost child found", "Mtoto aliyepatikana"),
        ("street_light", "Street light out / dark spot", "Taa haiwaki / giza"),
        ("barrier", "Broken gate, wall, fence", "Lango au ua umeharibika"),
        ("overgrown", "Overgrown bush", "Kichaka"),
        ("waste", "Dumping", "Utupaji taka"),
        ("water_sewer", "Water or sewer", "Maji au maji taka"),
        ("animals", "Dangerous animals", "Wanyama hatari"),
        ("guard_misconduct", "Guard misconduct", "Utovu wa nidhamu wa mlinzi"),
        ("police_misconduct", "Police misconduct", "Utovu wa nidhamu wa polisi"),
        ("corruption", "Bribe demanded", "Kudai hongo"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct Certainty: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Observed
    public static let observed = Certainty("Observed")
    /// Likely
    public static let likely = Certainty("Likely")
    /// Possible
    public static let possible = Certainty("Possible")
    /// Unlikely
    public static let unlikely = Certainty("Unlikely")
    /// Unknown
    public static let unknown = Certainty("Unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("Observed", "Observed", "Imeonekana"),
        ("Likely", "Likely", "Inaelekea"),
        ("Possible", "Possible", "Inawezekana"),
        ("Unlikely", "Unlikely", "Haielekei"),
        ("Unknown", "Unknown", "Haijulikani"),
    ]
}

public struct Channel: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// App
    public static let app = Channel("app")
    /// Coded SMS
    public static let smsCodec = Channel("sms_codec")
    /// SMS
    public static let smsText = Channel("sms_text")
    /// USSD
    public static let ussd = Channel("ussd")
    /// Call
    public static let call = Channel("call")
    /// Walk-in
    public static let walkIn = Channel("walk_in")
    /// Entered for somebody
    public static let proxy = Channel("proxy")
    /// Bundle file
    public static let bundle = Channel("bundle")
    /// Web
    public static let web = Channel("web")
    /// Import
    public static let `import` = Channel("import")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("app", "App", "Programu"),
        ("sms_codec", "Coded SMS", "SMS ya msimbo"),
        ("sms_text", "SMS", "SMS"),
        ("ussd", "USSD", "USSD"),
        ("call", "Call", "Simu"),
        ("walk_in", "Walk-in", "Ana kwa ana"),
        ("proxy", "Entered for somebody", "Kwa niaba"),
        ("bundle", "Bundle file", "Faili"),
        ("web", "Web", "Wavuti"),
        ("import", "Import", "Uingizaji"),
    ]
}

public struct CheckpointKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// NFC tag
    public static let nfcStatic = CheckpointKind("nfc_static")
    /// Signed NFC tag
    public static let nfcSigned = CheckpointKind("nfc_signed")
    /// Printed code
    public static let qrStatic = CheckpointKind("qr_static")
    /// Changing code
    public static let qrRotating = CheckpointKind("qr_rotating")
    /// Bluetooth beacon
    public static let ble = CheckpointKind("ble")
    /// Position
    public static let gps = CheckpointKind("gps")
    /// By hand
    public static let manual = CheckpointKind("manual")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("nfc_static", "NFC tag", "Kibandiko cha NFC"),
        ("nfc_signed", "Signed NFC tag", "NFC yenye sahihi"),
        ("qr_static", "Printed code", "Msimbo uliochapishwa"),
        ("qr_rotating", "Changing code", "Msimbo unaobadilika"),
        ("ble", "Bluetooth beacon", "Kifaa cha Bluetooth"),
        ("gps", "Position", "Mahali kwa GPS"),
        ("manual", "By hand", "Kwa mkono"),
    ]
}

public struct ContactedHow: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Called
    public static let dialled = ContactedHow("dialled")
    /// SMS offered
    public static let smsOffered = ContactedHow("sms_offered")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("dialled", "Called", "Alipiga simu"),
        ("sms_offered", "SMS offered", "SMS imependekezwa"),
    ]
}

public struct CorroborationKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// I saw it
    public static let sawIt = CorroborationKind("saw_it")
    /// I heard it happen
    public static let heardIt = CorroborationKind("heard_it")
    /// I heard from others
    public static let heardFromOther = CorroborationKind("heard_from_other")
    /// I saw the aftermath
    public static let sawAftermath = CorroborationKind("saw_aftermath")
    /// Still happening
    public static let stillHappening = CorroborationKind("still_happening")
    /// Over now
    public static let overNow = CorroborationKind("over_now")
    /// Not true
    public static let notTrue = CorroborationKind("not_true")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("saw_it", "I saw it", "Niliona"),
        ("heard_it", "I heard it happen", "Nilisikia likitokea"),
        ("heard_from_other", "I heard from others", "Nimesikia kwa wengine"),
        ("saw_aftermath", "I saw the aftermath", "Niliona baadaye"),
        ("still_happening", "Still happening", "Bado inaendelea"),
        ("over_now", "Over now", "Imekwisha"),
        ("not_true", "Not true", "Si kweli"),
    ]
}

public struct CountedAge: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Under 18
    public static let under18 = CountedAge("under_18")
    /// 18 to 24
    public static let age1824 = CountedAge("age_18_24")
    /// 25 to 34
    public static let age2534 = CountedAge("age_25_34")
    /// 35 and older
    public static let age35Plus = CountedAge("age_35_plus")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("under_18", "Under 18", "Chini ya miaka 18"),
        ("age_18_24", "18 to 24", "Miaka 18 hadi 24"),
        ("age_25_34", "25 to 34", "Miaka 25 hadi 34"),
        ("age_35_plus", "35 and older", "Miaka 35 na zaidi"),
    ]
}

public struct CountedSex: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Female
    public static let female = CountedSex("female")
    /// Male
    public static let male = CountedSex("male")
    /// Not disclosed
    public static let undisclosed = CountedSex("undisclosed")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("female", "Female", "Wanawake"),
        ("male", "Male", "Wanaume"),
        ("undisclosed", "Not disclosed", "Hawakusema"),
    ]
}

public struct Delivery: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Draft
    public static let draft = Delivery("draft")
    /// Only on this phone
    public static let queued = Delivery("queued")
    /// On its way
    public static let sending = Delivery("sending")
    /// Sent by SMS
    public static let sentBySms = Delivery("sent_by_sms")
    /// Received
    public static let delivered = Delivery("delivered")
    /// Refused
    public static let rejected = Delivery("rejected")
    /// Needs attention
    public static let needsAttention = Delivery("needs_attention")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("draft", "Draft", "Rasimu"),
        ("queued", "Only on this phone", "Iko kwenye simu hii pekee"),
        ("sending", "On its way", "Inatumwa"),
        ("sent_by_sms", "Sent by SMS", "Imetumwa kwa SMS"),
        ("delivered", "Received", "Imepokelewa"),
        ("rejected", "Refused", "Imekataliwa"),
        ("needs_attention", "Needs attention", "Inahitaji kuangaliwa"),
    ]
}

public struct ExceptionKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Missed checkpoint
    public static let missedCheckpoint = ExceptionKind("missed_checkpoint")
    /// Late start
    public static let lateStart = ExceptionKind("late_start")
    /// Did not come
    public static let noShow = ExceptionKind("no_show")
    /// Left early
    public static let earlyLeave = ExceptionKind("early_leave")
    /// Long stop
    public static let longStop = ExceptionKind("long_stop")
    /// Off the route
    public static let offRoute = ExceptionKind("off_route")
    /// Gap in positions
    public static let gpsGap = ExceptionKind("gps_gap")
    /// Clock jump
    public static let clockJump = ExceptionKind("clock_jump")
    /// Mock location
    public static let mockLocation = ExceptionKind("mock_location")
    /// Scanned twice
    public static let duplicateScan = ExceptionKind("duplicate_scan")
    /// Shared phone
    public static let deviceShared = ExceptionKind("device_shared")
    /// Broken record
    public static let chainBreak = ExceptionKind("chain_break")
    /// Welfare check missed
    public static let welfareMissed = ExceptionKind("welfare_missed")
    /// Battery empty
    public static let batteryDead = ExceptionKind("battery_dead")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("missed_checkpoint", "Missed checkpoint", "Kituo kimekosekana"),
        ("late_start", "Late start", "Kuanza kuchelewa"),
        ("no_show", "Did not come", "Hakufika"),
        ("early_leave", "Left early", "Kuondoka mapema"),
        ("long_stop", "Long stop", "Kusimama muda mrefu"),
        ("off_route", "Off the route", "Nje ya njia"),
        ("gps_gap", "Gap in positions", "Pengo la GPS"),
        ("clock_jump", "Clock jump", "Saa iliruka"),
        ("mock_location", "Mock location", "Mahali pa uongo"),
        ("duplicate_scan", "Scanned twice", "Imechanganuliwa mara mbili"),
        ("device_shared", "Shared phone", "Simu ya pamoja"),
        ("chain_break", "Broken record", "Rekodi imekatika"),
        ("welfare_missed", "Welfare check missed", "Hakujibu kuhusu usalama"),
        ("battery_dead", "Battery empty", "Betri imeisha"),
    ]
}

public struct FacilitatorRole: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// NACADA officer
    public static let nacadaOfficer = FacilitatorRole("nacada_officer")
    /// Peer educator
    public static let peerEducator = FacilitatorRole("peer_educator")
    /// Faith leader
    public static let faithLeader = FacilitatorRole("faith_leader")
    /// Teacher
    public static let teacher = FacilitatorRole("teacher")
    /// Counsellor
    public static let counsellor = FacilitatorRole("counsellor")
    /// Health worker
    public static let healthWorker = FacilitatorRole("health_worker")
    /// Recovery coach
    public static let recoveryCoach = FacilitatorRole("recovery_coach")
    /// Community leader
    public static let communityLeader = FacilitatorRole("community_leader")
    /// Police officer
    public static let policeOfficer = FacilitatorRole("police_officer")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("nacada_officer", "NACADA officer", "Afisa wa NACADA"),
        ("peer_educator", "Peer educator", "Mwelimishaji rika"),
        ("faith_leader", "Faith leader", "Kiongozi wa dini"),
        ("teacher", "Teacher", "Mwalimu"),
        ("counsellor", "Counsellor", "Mshauri nasaha"),
        ("health_worker", "Health worker", "Mhudumu wa afya"),
        ("recovery_coach", "Recovery coach", "Mkufunzi wa uponyaji"),
        ("community_leader", "Community leader", "Kiongozi wa jamii"),
        ("police_officer", "Police officer", "Afisa wa polisi"),
    ]
}

public struct FaultCode: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Changed after it was signed
    public static let altered = FaultCode("altered")
    /// Left out
    public static let missing = FaultCode("missing")
    /// Put in later
    public static let inserted = FaultCode("inserted")
    /// Out of its order
    public static let outOfOrder = FaultCode("out_of_order")
    /// There twice
    public static let duplicated = FaultCode("duplicated")
    /// Two histories were signed
    public static let forked = FaultCode("forked")
    /// The signature does not hold
    public static let badSignature = FaultCode("bad_signature")
    /// Not signed
    public static let unsigned = FaultCode("unsigned")
    /// Of another record
    public static let foreign = FaultCode("foreign")
    /// The end is cut off
    public static let truncated = FaultCode("truncated")
    /// Not what was witnessed
    public static let contradictsWitness = FaultCode("contradicts_witness")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("altered", "Changed after it was signed", "Imebadilishwa baada ya kutiwa sahihi"),
        ("missing", "Left out", "Imeondolewa"),
        ("inserted", "Put in later", "Imepachikwa baadaye"),
        ("out_of_order", "Out of its order", "Haiko mahali pake"),
        ("duplicated", "There twice", "Imerudiwa"),
        ("forked", "Two histories were signed", "Historia mbili zilitiwa sahihi"),
        ("bad_signature", "The signature does not hold", "Sahihi si halali"),
        ("unsigned", "Not signed", "Haina sahihi"),
        ("foreign", "Of another record", "Ni ya rekodi nyingine"),
        ("truncated", "The end is cut off", "Mwisho umekatwa"),
        ("contradicts_witness", "Not what was witnessed", "Inapingana na kilichoshuhudiwa"),
    ]
}

public struct Flag: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Somebody is injured
    public static let injured = Flag("injured")
    /// Children involved
    public static let childrenInvolved = Flag("children_involved")
    /// Fire
    public static let fire = Flag("fire")
    /// A crowd is forming
    public static let crowdForming = Flag("crowd_forming")
    /// Suspects are present
    public static let suspectsPresent = Flag("suspects_present")
    /// A vehicle is involved
    public static let vehicleInvolved = Flag("vehicle_involved")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("injured", "Somebody is injured", "Kuna majeruhi"),
        ("children_involved", "Children involved", "Watoto wanahusika"),
        ("fire", "Fire", "Moto"),
        ("crowd_forming", "A crowd is forming", "Umati unakusanyika"),
        ("suspects_present", "Suspects are present", "Washukiwa wapo"),
        ("vehicle_involved", "A vehicle is involved", "Gari linahusika"),
    ]
}

public struct ForceUsed: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// None
    public static let none = ForceUsed("none")
    /// Restraint
    public static let restraint = ForceUsed("restraint")
    /// Other
    public static let other = ForceUsed("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("none", "None", "Hakuna"),
        ("restraint", "Restraint", "Kuzuiwa"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct HandoverRefusalReason: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Another jurisdiction
    public static let otherJurisdiction = HandoverRefusalReason("other_jurisdiction")
    /// No offence
    public static let noOffence = HandoverRefusalReason("no_offence")
    /// Civil matter
    public static let civilMatter = HandoverRefusalReason("civil_matter")
    /// Insufficient
    public static let insufficient = HandoverRefusalReason("insufficient")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("other_jurisdiction", "Another jurisdiction", "Mamlaka nyingine"),
        ("no_offence", "No offence", "Hakuna kosa"),
        ("civil_matter", "Civil matter", "Kesi ya madai"),
        ("insufficient", "Insufficient", "Haitoshi"),
    ]
}

public struct HintKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Phone number
    public static let phone = HintKind("phone")
    /// Number plate
    public static let plate = HintKind("plate")
    /// Identity number
    public static let idNumber = HintKind("id_number")
    /// E-mail address
    public static let email = HintKind("email")
    /// Accuses a person
    public static let accusation = HintKind("accusation")
    /// Incitement
    public static let incitement = HintKind("incitement")
    /// Insult to a community
    public static let slur = HintKind("slur")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("phone", "Phone number", "Namba ya simu"),
        ("plate", "Number plate", "Namba ya gari"),
        ("id_number", "Identity number", "Namba ya kitambulisho"),
        ("email", "E-mail address", "Barua pepe"),
        ("accusation", "Accuses a person", "Inamtuhumu mtu"),
        ("incitement", "Incitement", "Uchochezi"),
        ("slur", "Insult to a community", "Tusi kwa jamii"),
    ]
}

public struct Instruction: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Stay inside and lock doors.
    public static let stayInside = Instruction("stay_inside")
    /// Avoid the area.
    public static let avoidArea = Instruction("avoid_area")
    /// Leave the area now.
    public static let leaveArea = Instruction("leave_area")
    /// Move to higher ground.
    public static let moveToHighGround = Instruction("move_to_high_ground")
    /// Do not walk or drive through moving water.
    public static let neverCrossWater = Instruction("never_cross_water")
    /// Be careful and keep valuables out of sight.
    public static let takeCare = Instruction("take_care")
    /// Do not walk alone after dark.
    public static let notAlone = Instruction("not_alone")
    /// Do not approach. Call 999, 112 or 911.
    public static let doNotApproach = Instruction("do_not_approach")
    /// Do not join the crowd. Call 999, 112 or 911.
    public static let doNotJoinCrowd = Instruction("do_not_join_crowd")
    /// If you know something, call the police.
    public static let callPolice = Instruction("call_police")
    /// No flames, no sparks, no phones near the place.
    public static let noFlames = Instruction("no_flames")
    /// Do not drink it. Whoever did must see a doctor now.
    public static let doNotDrink = Instruction("do_not_drink")
    /// Boil water before you drink it.
    public static let boilWater = Instruction("boil_water")
    /// Wait for further news here.
    public static let stayInformed = Instruction("stay_informed")
    /// You need not do anything.
    public static let nothingToDo = Instruction("nothing_to_do")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("stay_inside", "Stay inside and lock doors.", "Kaa ndani na ufunge milango."),
        ("avoid_area", "Avoid the area.", "Epuka eneo hili."),
        ("leave_area", "Leave the area now.", "Ondoka eneo hili sasa."),
        ("move_to_high_ground", "Move to higher ground.", "Nenda sehemu ya juu."),
        ("never_cross_water", "Do not walk or drive through moving water.", "Usivuke maji yanayotiririka."),
        ("take_care", "Be careful and keep valuables out of sight.", "Kuwa mwangalifu na ufiche vitu vya thamani."),
        ("not_alone", "Do not walk alone after dark.", "Usitembee peke yako gizani."),
        ("do_not_approach", "Do not approach. Call 999, 112 or 911.", "Usimkaribie. Piga 999, 112 au 911."),
        ("do_not_join_crowd", "Do not join the crowd. Call 999, 112 or 911.", "Usijiunge na umati. Piga 999, 112 au 911."),
        ("call_police", "If you know something, call the police.", "Ukijua jambo, piga simu polisi."),
        ("no_flames", "No flames, no sparks, no phones near the place.", "Usiwashe moto wala kutumia simu karibu na mahali hapo."),
        ("do_not_drink", "Do not drink it. Whoever did must see a doctor now.", "Usiinywe. Aliyekunywa amwone daktari sasa."),
        ("boil_water", "Boil water before you drink it.", "Chemsha maji kabla ya kunywa."),
        ("stay_informed", "Wait for further news here.", "Subiri taarifa zaidi hapa."),
        ("nothing_to_do", "You need not do anything.", "Huhitaji kufanya chochote."),
    ]
}

public struct LawfulBasis: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Your consent
    public static let consent = LawfulBasis("consent")
    /// A contract
    public static let contract = LawfulBasis("contract")
    /// A legal obligation
    public static let legalObligation = LawfulBasis("legal_obligation")
    /// Saving life
    public static let vitalInterest = LawfulBasis("vital_interest")
    /// A task in the public interest
    public static let publicTask = LawfulBasis("public_task")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("consent", "Your consent", "Ridhaa yako"),
        ("contract", "A contract", "Mkataba"),
        ("legal_obligation", "A legal obligation", "Wajibu wa kisheria"),
        ("vital_interest", "Saving life", "Kuokoa maisha"),
        ("public_task", "A task in the public interest", "Kazi ya manufaa ya umma"),
    ]
}

public struct LinkRelation: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Duplicate of
    public static let duplicateOf = LinkRelation("duplicate_of")
    /// Related to
    public static let relatedTo = LinkRelation("related_to")
    /// Follows
    public static let follows = LinkRelation("follows")
    /// Arose on a patrol
    public static let aroseOnPatrol = LinkRelation("arose_on_patrol")
    /// Led to an alert
    public static let ledToAlert = LinkRelation("led_to_alert")
    /// Led to a solution
    public static let ledToSolution = LinkRelation("led_to_solution")
    /// Led to a tip
    public static let ledToTip = LinkRelation("led_to_tip")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("duplicate_of", "Duplicate of", "Nakala ya"),
        ("related_to", "Related to", "Inahusiana na"),
        ("follows", "Follows", "Inafuata"),
        ("arose_on_patrol", "Arose on a patrol", "Ilitokea kwenye doria"),
        ("led_to_alert", "Led to an alert", "Ilisababisha tahadhari"),
        ("led_to_solution", "Led to a solution", "Ilisababisha suluhisho"),
        ("led_to_tip", "Led to a tip", "Ilisababisha dokezo"),
    ]
}

public struct Mandate: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Routine
    public static let routine = Mandate("routine")
    /// Client's request
    public static let clientRequest = Mandate("client_request")
    /// Hotspot
    public static let hotspot = Mandate("hotspot")
    /// Escort
    public static let escort = Mandate("escort")
    /// Joint with police
    public static let jointWithPolice = Mandate("joint_with_police")
    /// School run
    public static let schoolRun = Mandate("school_run")
    /// Event
    public static let event = Mandate("event")
    /// Response
    public static let response = Mandate("response")
    /// Training
    public static let training = Mandate("training")
    /// Other
    public static let other = Mandate("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("routine", "Routine", "Kawaida"),
        ("client_request", "Client's request", "Ombi la mteja"),
        ("hotspot", "Hotspot", "Eneo hatari"),
        ("escort", "Escort", "Kusindikiza"),
        ("joint_with_police", "Joint with police", "Pamoja na polisi"),
        ("school_run", "School run", "Njia ya shule"),
        ("event", "Event", "Tukio maalum"),
        ("response", "Response", "Kuitikia"),
        ("training", "Training", "Mafunzo"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct Mark: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Mock location
    public static let mockLocation = Mark("mock_location")
    /// Poor accuracy
    public static let poorAccuracy = Mark("poor_accuracy")
    /// Too far in too short a time
    public static let tooFast = Mark("too_fast")
    /// Time stands still
    public static let timeStill = Mark("time_still")
    /// Time runs back
    public static let timeBack = Mark("time_back")
    /// Time leaps ahead
    public static let timeAhead = Mark("time_ahead")
    /// Clock jump
    public static let clockJump = Mark("clock_jump")
    /// Gap in positions
    public static let gpsGap = Mark("gps_gap")
    /// Track resumed
    public static let resumed = Mark("resumed")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("mock_location", "Mock location", "Mahali pa uongo"),
        ("poor_accuracy", "Poor accuracy", "Usahihi duni"),
        ("too_fast", "Too far in too short a time", "Mbali mno kwa muda mfupi"),
        ("time_still", "Time stands still", "Saa imesimama"),
        ("time_back", "Time runs back", "Saa imerudi nyuma"),
        ("time_ahead", "Time leaps ahead", "Saa imeruka mbele"),
        ("clock_jump", "Clock jump", "Saa iliruka"),
        ("gps_gap", "Gap in positions", "Pengo la GPS"),
        ("resumed", "Track resumed", "Njia imeendelea"),
    ]
}

public struct ObservationType: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// All is well
    public static let allOk = ObservationType("all_ok")
    /// Door unlocked
    public static let doorUnlocked = ObservationType("door_unlocked")
    /// Light out
    public static let lightOut = ObservationType("light_out")
    /// Fence damaged
    public static let fenceDamage = ObservationType("fence_damage")
    /// Signs of an intruder
    public static let intruderSigns = ObservationType("intruder_signs")
    /// Suspicious activity
    public static let suspiciousActivity = ObservationType("suspicious_activity")
    /// Hazard
    public static let hazard = ObservationType("hazard")
    /// Equipment fault
    public static let equipmentFault = ObservationType("equipment_fault")
    /// Visitor issue
    public static let visitorIssue = ObservationType("visitor_issue")
    /// Found property
    public static let foundProperty = ObservationType("found_property")
    /// Illicit activity
    public static let illicitActivity = ObservationType("illicit_activity")
    /// Citizen assisted
    public static let citizenAssist = ObservationType("citizen_assist")
    /// Other
    public static let other = ObservationType("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("all_ok", "All is well", "Shwari"),
        ("door_unlocked", "Door unlocked", "Mlango haujafungwa"),
        ("light_out", "Light out", "Taa haiwaki"),
        ("fence_damage", "Fence damaged", "Ua umeharibika"),
        ("intruder_signs", "Signs of an intruder", "Dalili za mvamizi"),
        ("suspicious_activity", "Suspicious activity", "Shughuli ya kutiliwa shaka"),
        ("hazard", "Hazard", "Hatari"),
        ("equipment_fault", "Equipment fault", "Hitilafu ya kifaa"),
        ("visitor_issue", "Visitor issue", "Suala la mgeni"),
        ("found_property", "Found property", "Mali iliyookotwa"),
        ("illicit_activity", "Illicit activity", "Shughuli haramu"),
        ("citizen_assist", "Citizen assisted", "Msaada kwa raia"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct OccurrenceState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Due
    public static let due = OccurrenceState("due")
    /// Visited
    public static let visited = OccurrenceState("visited")
    /// In time, heard of late
    public static let okSyncedLate = OccurrenceState("ok_synced_late")
    /// Skipped
    public static let skipped = OccurrenceState("skipped")
    /// Missed
    public static let missed = OccurrenceState("missed")
    /// Offline: not known
    public static let unknownOffline = OccurrenceState("unknown_offline")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("due", "Due", "Inasubiriwa"),
        ("visited", "Visited", "Imetembelewa"),
        ("ok_synced_late", "In time, heard of late", "Kwa wakati, imefika baadaye"),
        ("skipped", "Skipped", "Imerukwa"),
        ("missed", "Missed", "Haikutembelewa"),
        ("unknown_offline", "Offline: not known", "Nje ya mtandao: haijulikani"),
    ]
}

public struct OrderMode: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Any order
    public static let any = OrderMode("any")
    /// As listed
    public static let strict = OrderMode("strict")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("any", "Any order", "Mpangilio wowote"),
        ("strict", "As listed", "Kwa mpangilio"),
    ]
}

public struct Outcome: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Fixed
    public static let fixed = Outcome("fixed")
    /// Suspect arrested by police
    public static let suspectArrestedByPolice = Outcome("suspect_arrested_by_police")
    /// Handed to a service
    public static let handedToService = Outcome("handed_to_service")
    /// Property recovered
    public static let propertyRecovered = Outcome("property_recovered")
    /// Advice given
    public static let adviceGiven = Outcome("advice_given")
    /// Not found on arrival
    public static let notFoundOnArrival = Outcome("not_found_on_arrival")
    /// No offence
    public static let noOffence = Outcome("no_offence")
    /// Not enough information
    public static let insufficientInfo = Outcome("insufficient_info")
    /// Confirmed false report
    public static let falseReportConfirmed = Outcome("false_report_confirmed")
    /// Out of area
    public static let outOfArea = Outcome("out_of_area")
    /// Other
    public static let other = Outcome("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("fixed", "Fixed", "Imerekebishwa"),
        ("suspect_arrested_by_police", "Suspect arrested by police", "Mshukiwa amekamatwa na polisi"),
        ("handed_to_service", "Handed to a service", "Imekabidhiwa idara"),
        ("property_recovered", "Property recovered", "Mali imepatikana"),
        ("advice_given", "Advice given", "Ushauri umetolewa"),
        ("not_found_on_arrival", "Not found on arrival", "Haikupatikana"),
        ("no_offence", "No offence", "Hakuna kosa"),
        ("insufficient_info", "Not enough information", "Taarifa hazitoshi"),
        ("false_report_confirmed", "Confirmed false report", "Ripoti ya uongo imethibitishwa"),
        ("out_of_area", "Out of area", "Nje ya eneo"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct OutreachKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Sermon or talk
    public static let sermonTalk = OutreachKind("sermon_talk")
    /// Forum
    public static let forum = OutreachKind("forum")
    /// School visit
    public static let schoolVisit = OutreachKind("school_visit")
    /// Sports
    public static let sports = OutreachKind("sports")
    /// Door to door
    public static let doorToDoor = OutreachKind("door_to_door")
    /// Roadshow
    public static let roadshow = OutreachKind("roadshow")
    /// Counselling day
    public static let counsellingDay = OutreachKind("counselling_day")
    /// Support group
    public static let supportGroup = OutreachKind("support_group")
    /// Market visit
    public static let marketVisit = OutreachKind("market_visit")
    /// Joint inspection
    public static let inspectionJoint = OutreachKind("inspection_joint")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("sermon_talk", "Sermon or talk", "Mahubiri au mazungumzo"),
        ("forum", "Forum", "Kongamano"),
        ("school_visit", "School visit", "Ziara ya shule"),
        ("sports", "Sports", "Michezo"),
        ("door_to_door", "Door to door", "Nyumba kwa nyumba"),
        ("roadshow", "Roadshow", "Msafara wa uhamasishaji"),
        ("counselling_day", "Counselling day", "Siku ya ushauri nasaha"),
        ("support_group", "Support group", "Kikundi cha usaidizi"),
        ("market_visit", "Market visit", "Ziara ya soko"),
        ("inspection_joint", "Joint inspection", "Ukaguzi wa pamoja"),
    ]
}

public struct OutreachState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Planned
    public static let planned = OutreachState("planned")
    /// Held
    public static let held = OutreachState("held")
    /// Postponed
    public static let postponed = OutreachState("postponed")
    /// Cancelled
    public static let cancelled = OutreachState("cancelled")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("planned", "Planned", "Imepangwa"),
        ("held", "Held", "Imefanyika"),
        ("postponed", "Postponed", "Imeahirishwa"),
        ("cancelled", "Cancelled", "Imeghairiwa"),
    ]
}

public struct PartName: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Essentials
    public static let core = PartName("core")
    /// Text
    public static let text = PartName("text")
    /// Place
    public static let place = PartName("place")
    /// Sensitive
    public static let sensitive = PartName("sensitive")
    /// Track
    public static let track = PartName("track")
    /// Identity
    public static let identity = PartName("identity")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("core", "Essentials", "Muhimu"),
        ("text", "Text", "Maandishi"),
        ("place", "Place", "Mahali"),
        ("sensitive", "Sensitive", "Nyeti"),
        ("track", "Track", "Njia iliyopitwa"),
        ("identity", "Identity", "Utambulisho"),
    ]
}

public struct PatrolState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Planned
    public static let planned = PatrolState("planned")
    /// Active
    public static let active = PatrolState("active")
    /// Paused
    public static let paused = PatrolState("paused")
    /// Completed
    public static let completed = PatrolState("completed")
    /// Aborted
    public static let aborted = PatrolState("aborted")
    /// Closed by itself
    public static let autoClosed = PatrolState("auto_closed")
    /// Queried
    public static let queried = PatrolState("queried")
    /// Explained
    public static let explained = PatrolState("explained")
    /// Reviewed
    public static let reviewed = PatrolState("reviewed")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("planned", "Planned", "Imepangwa"),
        ("active", "Active", "Inaendelea"),
        ("paused", "Paused", "Imesitishwa"),
        ("completed", "Completed", "Imekamilika"),
        ("aborted", "Aborted", "Imekatishwa"),
        ("auto_closed", "Closed by itself", "Imejifunga"),
        ("queried", "Queried", "Imeulizwa"),
        ("explained", "Explained", "Imeelezwa"),
        ("reviewed", "Reviewed", "Imekaguliwa"),
    ]
}

public struct PositionSource: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Satellite fix
    public static let gnss = PositionSource("gnss")
    /// Network
    public static let network = PositionSource("network")
    /// Pin on the map
    public static let mapPin = PositionSource("map_pin")
    /// Checkpoint
    public static let checkpoint = PositionSource("checkpoint")
    /// Named place
    public static let place = PositionSource("place")
    /// Ward only
    public static let wardOnly = PositionSource("ward_only")
    /// Text message
    public static let sms = PositionSource("sms")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("gnss", "Satellite fix", "Setilaiti"),
        ("network", "Network", "Mtandao"),
        ("map_pin", "Pin on the map", "Alama kwenye ramani"),
        ("checkpoint", "Checkpoint", "Kituo cha ukaguzi"),
        ("place", "Named place", "Mahali palipotajwa"),
        ("ward_only", "Ward only", "Wadi pekee"),
        ("sms", "Text message", "Ujumbe mfupi"),
    ]
}

public struct Priority: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Low
    public static let low = Priority("low")
    /// Normal
    public static let normal = Priority("normal")
    /// High
    public static let high = Priority("high")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("low", "Low", "Chini"),
        ("normal", "Normal", "Kawaida"),
        ("high", "High", "Juu"),
    ]
}

public struct Prong: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Faith outreach
    public static let faithOutreach = Prong("faith_outreach")
    /// Peer education
    public static let peerEducation = Prong("peer_education")
    /// Community rehabilitation
    public static let communityRehab = Prong("community_rehab")
    /// Integrated enforcement
    public static let integratedEnforcement = Prong("integrated_enforcement")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("faith_outreach", "Faith outreach", "Uhamasishaji wa kidini"),
        ("peer_education", "Peer education", "Elimu rika"),
        ("community_rehab", "Community rehabilitation", "Urekebishaji wa kijamii"),
        ("integrated_enforcement", "Integrated enforcement", "Utekelezaji wa pamoja"),
    ]
}

public struct PublicationStatus: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Waiting for a moderator
    public static let pending = PublicationStatus("pending")
    /// Approved
    public static let approved = PublicationStatus("approved")
    /// Published with less
    public static let redacted = PublicationStatus("redacted")
    /// Rejected
    public static let rejected = PublicationStatus("rejected")
    /// Hidden
    public static let hidden = PublicationStatus("hidden")
    /// Expired
    public static let expired = PublicationStatus("expired")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("pending", "Waiting for a moderator", "Inasubiri msimamizi"),
        ("approved", "Approved", "Imeidhinishwa"),
        ("redacted", "Published with less", "Imechapishwa kwa kifupi"),
        ("rejected", "Rejected", "Imekataliwa"),
        ("hidden", "Hidden", "Imefichwa"),
        ("expired", "Expired", "Imeisha muda"),
    ]
}

public struct Purpose: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Handling reports
    public static let reporting = Purpose("reporting")
    /// Answering calls for help
    public static let emergency = Purpose("emergency")
    /// Records of guarding
    public static let guarding = Purpose("guarding")
    /// Warning the public
    public static let warning = Purpose("warning")
    /// Referral to care
    public static let care = Purpose("care")
    /// Numbers by ward and month
    public static let statistics = Purpose("statistics")
    /// Showing who looked
    public static let accountability = Purpose("accountability")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("reporting", "Handling reports", "Kushughulikia ripoti"),
        ("emergency", "Answering calls for help", "Kuitikia wito wa msaada"),
        ("guarding", "Records of guarding", "Rekodi za ulinzi"),
        ("warning", "Warning the public", "Kutahadharisha umma"),
        ("care", "Referral to care", "Rufaa ya huduma"),
        ("statistics", "Numbers by ward and month", "Takwimu za wadi na mwezi"),
        ("accountability", "Showing who looked", "Kuonyesha nani ameangalia"),
    ]
}

public struct ReferenceSystem: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Occurrence Book
    public static let ob = ReferenceSystem("ob")
    /// Open311
    public static let open311 = ReferenceSystem("open311")
    /// Ushahidi
    public static let ushahidi = ReferenceSystem("ushahidi")
    /// Security firm
    public static let firm = ReferenceSystem("firm")
    /// Other
    public static let other = ReferenceSystem("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("ob", "Occurrence Book", "Kitabu cha matukio"),
        ("open311", "Open311", "Open311"),
        ("ushahidi", "Ushahidi", "Ushahidi"),
        ("firm", "Security firm", "Kampuni ya ulinzi"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct RefusalCode: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// The case has moved on
    public static let wrongStatus = RefusalCode("wrong_status")
    /// Your role may not do this
    public static let notYourRole = RefusalCode("not_your_role")
    /// Only the police resolve a crime
    public static let crimeNeedsPolice = RefusalCode("crime_needs_police")
    /// Outside your area
    public static let outOfScope = RefusalCode("out_of_scope")
    /// Another station's case
    public static let otherStation = RefusalCode("other_station")
    /// Not assigned to you
    public static let notAssignee = RefusalCode("not_assignee")
    /// Only the reporter may do this
    public static let notReporter = RefusalCode("not_reporter")
    /// Not accepted yet
    public static let notAccepted = RefusalCode("not_accepted")
    /// Too far from the place
    public static let tooFar = RefusalCode("too_far")
    /// There is no open handover offer
    public static let noOffer = RefusalCode("no_offer")
    /// Something is missing
    public static let incomplete = RefusalCode("incomplete")
    /// A second person must agree
    public static let secondPerson = RefusalCode("second_person")
    /// Too early
    public static let tooEarly = RefusalCode("too_early")
    /// Too late
    public static let tooLate = RefusalCode("too_late")
    /// Your account is too new (72 hours)
    public static let newAccount = RefusalCode("new_account")
    /// You did this before
    public static let alreadyDone = RefusalCode("already_done")
    /// The other report is still open: unlink instead
    public static let parentOpen = RefusalCode("parent_open")
    /// Reports of this kind are never merged
    public static let neverMerged = RefusalCode("never_merged")
    /// Send this as a tip
    public static let tipOnly = RefusalCode("tip_only")
    /// Too many people would see this
    public static let audienceTooWide = RefusalCode("audience_too_wide")
    /// Kept to responders while a crowd is in danger
    public static let mobRisk = RefusalCode("mob_risk")
    /// Not available yet
    public static let unavailable = RefusalCode("unavailable")
    /// You hold no grant for this role
    public static let noGrant = RefusalCode("no_grant")
    /// Your grant has expired
    public static let grantExpired = RefusalCode("grant_expired")
    /// Your grant was revoked
    public static let grantRevoked = RefusalCode("grant_revoked")
    /// Too many reports in an hour
    public static let rateLimited = RefusalCode("rate_limited")
    /// This needs a connection
    public static let needsConnection = RefusalCode("needs_connection")
    /// Only the hub does this
    public static let hubOnly = RefusalCode("hub_only")
    /// The record is damaged
    public static let malformed = RefusalCode("malformed")
    /// The signature does not hold
    public static let badSignature = RefusalCode("bad_signature")
    /// The record does not follow from the one before
    public static let chainBroken = RefusalCode("chain_broken")
    /// Two devices continued the same record
    public static let chainFork = RefusalCode("chain_fork")
    /// The identity is not proven
    public static let identityUnproven = RefusalCode("identity_unproven")
    /// Nothing is known of this
    public static let unknownSubject = RefusalCode("unknown_subject")
    /// You are a party to this
    public static let conflictOfInterest = RefusalCode("conflict_of_interest")
    /// There is nothing to appeal against
    public static let nothingToAppeal = RefusalCode("nothing_to_appeal")
    /// Say what was done, not who somebody is
    public static let profilingOnly = RefusalCode("profiling_only")
    /// Not here: this is kept apart
    public static let wrongRealm = RefusalCode("wrong_realm")
    /// Consent is missing
    public static let noConsent = RefusalCode("no_consent")
    /// A guardian must agree, or the children's office (116)
    public static let guardianNeeded = RefusalCode("guardian_needed")
    /// The centre is not accredited today
    public static let notAccredited = RefusalCode("not_accredited")
    /// Call the emergency number first
    public static let emergencyFirst = RefusalCode("emergency_first")
    /// It names a person
    public static let namesPerson = RefusalCode("names_person")
    /// It names a household
    public static let namesHousehold = RefusalCode("names_household")
    /// It would exclude a community
    public static let excludesCommunity = RefusalCode("excludes_community")
    /// Patrols are for registered guards and the police
    public static let unregisteredPatrol = RefusalCode("unregistered_patrol")
    /// Late, not counted
    public static let lateVote = RefusalCode("late_vote")
    /// You do not vote in this ballot
    public static let notInElectorate = RefusalCode("not_in_electorate")
    /// A moderator has not approved it
    public static let notChecked = RefusalCode("not_checked")
    /// Not your commitment
    public static let notOwner = RefusalCode("not_owner")
    /// Official records are kept for audit
    public static let auditBound = RefusalCode("audit_bound")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("wrong_status", "The case has moved on", "Kesi imeshasonga mbele"),
        ("not_your_role", "Your role may not do this", "Jukumu lako haliruhusu hili"),
        ("crime_needs_police", "Only the police resolve a crime", "Polisi pekee ndio wanaofunga kesi ya uhalifu"),
        ("out_of_scope", "Outside your area", "Nje ya eneo lako"),
        ("other_station", "Another station's case", "Kesi ya kituo kingine"),
        ("not_assignee", "Not assigned to you", "Hukupewa kazi hii"),
        ("not_reporter", "Only the reporter may do this", "Mripoti pekee anaweza kufanya hili"),
        ("not_accepted", "Not accepted yet", "Haijakubaliwa bado"),
        ("too_far", "Too far from the place", "Uko mbali na mahali"),
        ("no_offer", "There is no open handover offer", "Hakuna makabidhiano yanayosubiri"),
        ("incomplete", "Something is missing", "Kuna kitu kinakosekana"),
        ("second_person", "A second person must agree", "Mtu wa pili lazima akubali"),
        ("too_early", "Too early", "Ni mapema mno"),
        ("too_late", "Too late", "Umechelewa"),
        ("new_account", "Your account is too new (72 hours)", "Akaunti yako ni mpya mno (saa 72)"),
        ("already_done", "You did this before", "Ulishafanya hili"),
        ("parent_open", "The other report is still open: unlink instead", "Ripoti nyingine bado iko wazi: itenganishe"),
        ("never_merged", "Reports of this kind are never merged", "Ripoti za aina hii haziunganishwi"),
        ("tip_only", "Send this as a tip", "Tuma hii kama dokezo"),
        ("audience_too_wide", "Too many people would see this", "Watu wengi mno wangeona hili"),
        ("mob_risk", "Kept to responders while a crowd is in danger", "Ni kwa wanaoitikia pekee"),
        ("unavailable", "Not available yet", "Bado haipatikani"),
        ("no_grant", "You hold no grant for this role", "Huna idhini ya jukumu hili"),
        ("grant_expired", "Your grant has expired", "Idhini yako imeisha"),
        ("grant_revoked", "Your grant was revoked", "Idhini yako imefutwa"),
        ("rate_limited", "Too many reports in an hour", "Ripoti nyingi mno kwa saa moja"),
        ("needs_connection", "This needs a connection", "Hili linahitaji mtandao"),
        ("hub_only", "Only the hub does this", "Kituo pekee hufanya hili"),
        ("malformed", "The record is damaged", "Rekodi imeharibika"),
        ("bad_signature", "The signature does not hold", "Sahihi si sahihi"),
        ("chain_broken", "The record does not follow from the one before", "Rekodi haifuatani"),
        ("chain_fork", "Two devices continued the same record", "Vifaa viwili viliendeleza rekodi moja"),
        ("identity_unproven", "The identity is not proven", "Utambulisho haujathibitishwa"),
        ("unknown_subject", "Nothing is known of this", "Hakuna kinachojulikana kuhusu hili"),
        ("conflict_of_interest", "You are a party to this", "Una maslahi katika jambo hili"),
        ("nothing_to_appeal", "There is nothing to appeal against", "Hakuna uamuzi wa kukatia rufaa"),
        ("profiling_only", "Say what was done, not who somebody is", "Eleza kilichofanywa, si mtu ni nani"),
        ("wrong_realm", "Not here: this is kept apart", "Si hapa: hili hutunzwa kando"),
        ("no_consent", "Consent is missing", "Idhini haijatolewa"),
        ("guardian_needed", "A guardian must agree, or the children's office (116)", "Mlezi lazima akubali, au ofisi ya watoto (116)"),
        ("not_accredited", "The centre is not accredited today", "Kituo hakina idhini leo"),
        ("emergency_first", "Call the emergency number first", "Piga simu ya dharura kwanza"),
        ("names_person", "It names a person", "Linamtaja mtu"),
        ("names_household", "It names a household", "Linaitaja kaya"),
        ("excludes_community", "It would exclude a community", "Lingeitenga jamii"),
        ("unregistered_patrol", "Patrols are for registered guards and the police", "Doria ni ya walinzi waliosajiliwa na polisi"),
        ("late_vote", "Late, not counted", "Imechelewa, haikuhesabiwa"),
        ("not_in_electorate", "You do not vote in this ballot", "Wewe si mpiga kura katika kura hii"),
        ("not_checked", "A moderator has not approved it", "Msimamizi hajaidhinisha"),
        ("not_owner", "Not your commitment", "Ahadi hii si yako"),
        ("audit_bound", "Official records are kept for audit", "Rekodi rasmi huhifadhiwa kwa ukaguzi"),
    ]
}

public struct RejectReason: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Names a person
    public static let namesPerson = RejectReason("names_person")
    /// Photo of a person
    public static let photoOfPerson = RejectReason("photo_of_person")
    /// Phone number or plate
    public static let phoneOrPlate = RejectReason("phone_or_plate")
    /// Profiling
    public static let profiling = RejectReason("profiling")
    /// Incitement
    public static let incitement = RejectReason("incitement")
    /// Advertising
    public static let advertising = RejectReason("advertising")
    /// Political
    public static let political = RejectReason("political")
    /// Spam
    public static let spam = RejectReason("spam")
    /// Not local
    public static let notLocal = RejectReason("not_local")
    /// Unverifiable accusation
    public static let unverifiableAccusation = RejectReason("unverifiable_accusation")
    /// Duplicates another
    public static let duplicates = RejectReason("duplicates")
    /// Other
    public static let other = RejectReason("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("names_person", "Names a person", "Inataja mtu"),
        ("photo_of_person", "Photo of a person", "Picha ya mtu"),
        ("phone_or_plate", "Phone number or plate", "Namba ya simu au gari"),
        ("profiling", "Profiling", "Ubaguzi"),
        ("incitement", "Incitement", "Uchochezi"),
        ("advertising", "Advertising", "Tangazo"),
        ("political", "Political", "Siasa"),
        ("spam", "Spam", "Taka"),
        ("not_local", "Not local", "Si ya eneo hili"),
        ("unverifiable_accusation", "Unverifiable accusation", "Tuhuma isiyothibitika"),
        ("duplicates", "Duplicates another", "Imerudiwa"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct ReporterRelation: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Victim
    public static let victim = ReporterRelation("victim")
    /// Witness
    public static let witness = ReporterRelation("witness")
    /// On behalf of somebody
    public static let onBehalf = ReporterRelation("on_behalf")
    /// Guard on duty
    public static let guardOnDuty = ReporterRelation("guard_on_duty")
    /// Official
    public static let official = ReporterRelation("official")
    /// Heard from somebody
    public static let heardFromOther = ReporterRelation("heard_from_other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("victim", "Victim", "Mwathiriwa"),
        ("witness", "Witness", "Shahidi"),
        ("on_behalf", "On behalf of somebody", "Kwa niaba ya mwingine"),
        ("guard_on_duty", "Guard on duty", "Mlinzi kazini"),
        ("official", "Official", "Afisa"),
        ("heard_from_other", "Heard from somebody", "Nimesikia"),
    ]
}

public struct RetentionClass: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Report
    public static let incident = RetentionClass("incident")
    /// Sensitive report
    public static let incidentSensitive = RetentionClass("incident_sensitive")
    /// Anonymous thread
    public static let anonymousThread = RetentionClass("anonymous_thread")
    /// Tip
    public static let tip = RetentionClass("tip")
    /// Media
    public static let media = RetentionClass("media")
    /// Patrol track
    public static let track = RetentionClass("track")
    /// Shifts, visits, handovers
    public static let duty = RetentionClass("duty")
    /// Positions of an SOS
    public static let sosPositions = RetentionClass("sos_positions")
    /// Alert
    public static let alert = RetentionClass("alert")
    /// Proposal and ballot
    public static let proposal = RetentionClass("proposal")
    /// Referral
    public static let referral = RetentionClass("referral")
    /// Attendance with names
    public static let attendanceNamed = RetentionClass("attendance_named")
    /// Who looked
    public static let audit = RetentionClass("audit")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("incident", "Report", "Ripoti"),
        ("incident_sensitive", "Sensitive report", "Ripoti nyeti"),
        ("anonymous_thread", "Anonymous thread", "Mazungumzo bila jina"),
        ("tip", "Tip", "Dokezo"),
        ("media", "Media", "Picha na sauti"),
        ("track", "Patrol track", "Njia ya doria"),
        ("duty", "Shifts, visits, handovers", "Zamu, ukaguzi na makabidhiano"),
        ("sos_positions", "Positions of an SOS", "Mahali pa SOS"),
        ("alert", "Alert", "Tahadhari"),
        ("proposal", "Proposal and ballot", "Pendekezo na kura"),
        ("referral", "Referral", "Rufaa"),
        ("attendance_named", "Attendance with names", "Mahudhurio yenye majina"),
        ("audit", "Who looked", "Nani ameangalia"),
    ]
}

public struct ReviewDecision: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Accepted
    public static let accepted = ReviewDecision("accepted")
    /// Queried
    public static let queried = ReviewDecision("queried")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("accepted", "Accepted", "Imekubaliwa"),
        ("queried", "Queried", "Imeulizwa"),
    ]
}

public struct Role: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Resident
    public static let resident = Role("resident")
    /// Resident-association official
    public static let raOfficial = Role("ra_official")
    /// Community leader
    public static let communityLeader = Role("community_leader")
    /// Chief / assistant chief
    public static let ngaoOfficer = Role("ngao_officer")
    /// Private security guard
    public static let `guard` = Role("guard")
    /// Firm supervisor / control room
    public static let firmSupervisor = Role("firm_supervisor")
    /// Police officer
    public static let policeOfficer = Role("police_officer")
    /// Outreach worker
    public static let outreachWorker = Role("outreach_worker")
    /// Rehab-centre intake staff
    public static let rehabIntake = Role("rehab_intake")
    /// Moderator
    public static let moderator = Role("moderator")
    /// Programme administrator
    public static let programmeAdmin = Role("programme_admin")
    /// Oversight reader
    public static let oversight = Role("oversight")
    /// The hub
    public static let hub = Role("hub")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("resident", "Resident", "Mkazi"),
        ("ra_official", "Resident-association official", "Afisa wa chama cha wakazi"),
        ("community_leader", "Community leader", "Kiongozi wa jamii"),
        ("ngao_officer", "Chief / assistant chief", "Chifu / naibu wa chifu"),
        ("guard", "Private security guard", "Mlinzi"),
        ("firm_supervisor", "Firm supervisor / control room", "Msimamizi wa walinzi"),
        ("police_officer", "Police officer", "Afisa wa polisi"),
        ("outreach_worker", "Outreach worker", "Mhudumu wa uhamasishaji"),
        ("rehab_intake", "Rehab-centre intake staff", "Mhudumu wa kituo cha urekebishaji"),
        ("moderator", "Moderator", "Msimamizi wa maudhui"),
        ("programme_admin", "Programme administrator", "Msimamizi wa programu"),
        ("oversight", "Oversight reader", "Ofisi ya usimamizi"),
        ("hub", "The hub", "Kituo"),
    ]
}

public struct Severity: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Extreme
    public static let extreme = Severity("extreme")
    /// Severe
    public static let severe = Severity("severe")
    /// Moderate
    public static let moderate = Severity("moderate")
    /// Minor
    public static let minor = Severity("minor")
    /// Unknown
    public static let unknown = Severity("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("extreme", "Extreme", "Hatari mno"),
        ("severe", "Severe", "Hatari kubwa"),
        ("moderate", "Moderate", "Hatari ya wastani"),
        ("minor", "Minor", "Hatari ndogo"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct ShiftState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Planned
    public static let planned = ShiftState("planned")
    /// On duty
    public static let onDuty = ShiftState("on_duty")
    /// On break
    public static let onBreak = ShiftState("on_break")
    /// Handing over
    public static let handover = ShiftState("handover")
    /// Ended
    public static let ended = ShiftState("ended")
    /// Did not come
    public static let noShow = ShiftState("no_show")
    /// Abandoned
    public static let abandoned = ShiftState("abandoned")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("planned", "Planned", "Imepangwa"),
        ("on_duty", "On duty", "Kazini"),
        ("on_break", "On break", "Mapumziko"),
        ("handover", "Handing over", "Makabidhiano"),
        ("ended", "Ended", "Imeisha"),
        ("no_show", "Did not come", "Hakufika"),
        ("abandoned", "Abandoned", "Ameacha kituo"),
    ]
}

public struct SkipReason: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Unsafe
    public static let unsafe = SkipReason("unsafe")
    /// Blocked
    public static let blocked = SkipReason("blocked")
    /// Tag missing
    public static let tagMissing = SkipReason("tag_missing")
    /// Tag damaged
    public static let tagDamaged = SkipReason("tag_damaged")
    /// Responding to an incident
    public static let respondingToIncident = SkipReason("responding_to_incident")
    /// Weather
    public static let weather = SkipReason("weather")
    /// Instructed
    public static let instructed = SkipReason("instructed")
    /// Other
    public static let other = SkipReason("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("unsafe", "Unsafe", "Si salama"),
        ("blocked", "Blocked", "Njia imefungwa"),
        ("tag_missing", "Tag missing", "Kibandiko hakipo"),
        ("tag_damaged", "Tag damaged", "Kibandiko kimeharibika"),
        ("responding_to_incident", "Responding to an incident", "Anaitikia tukio"),
        ("weather", "Weather", "Hali ya hewa"),
        ("instructed", "Instructed", "Maagizo"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct SosKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Attack
    public static let attack = SosKind("attack")
    /// Medical
    public static let medical = SosKind("medical")
    /// Fire
    public static let fire = SosKind("fire")
    /// Gender-based violence
    public static let gbv = SosKind("gbv")
    /// Child in danger
    public static let child = SosKind("child")
    /// Other
    public static let other = SosKind("other")
    /// Unknown
    public static let unknown = SosKind("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("attack", "Attack", "Shambulio"),
        ("medical", "Medical", "Matibabu"),
        ("fire", "Fire", "Moto"),
        ("gbv", "Gender-based violence", "Ukatili wa kijinsia"),
        ("child", "Child in danger", "Mtoto hatarini"),
        ("other", "Other", "Nyingine"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct SosMode: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Loud
    public static let loud = SosMode("loud")
    /// Silent
    public static let silent = SosMode("silent")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("loud", "Loud", "Kwa sauti"),
        ("silent", "Silent", "Kimya"),
    ]
}

public struct SosOutcome: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Resolved
    public static let resolved = SosOutcome("resolved")
    /// False alarm
    public static let falseAlarm = SosOutcome("false_alarm")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("resolved", "Resolved", "Imetatuliwa"),
        ("false_alarm", "False alarm", "Onyo la uongo"),
    ]
}

public struct SosState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Arming
    public static let arming = SosState("arming")
    /// Active
    public static let active = SosState("active")
    /// Active, silent
    public static let activeSilent = SosState("active_silent")
    /// Escalated
    public static let escalated = SosState("escalated")
    /// Acknowledged
    public static let acknowledged = SosState("acknowledged")
    /// On the way
    public static let responding = SosState("responding")
    /// On scene
    public static let onScene = SosState("on_scene")
    /// Resolved
    public static let resolved = SosState("resolved")
    /// False alarm
    public static let falseAlarm = SosState("false_alarm")
    /// Cancelled
    public static let cancelled = SosState("cancelled")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("arming", "Arming", "Inaandaliwa"),
        ("active", "Active", "Inaendelea"),
        ("active_silent", "Active, silent", "Inaendelea kimya"),
        ("escalated", "Escalated", "Imepandishwa ngazi"),
        ("acknowledged", "Acknowledged", "Imepokelewa"),
        ("responding", "On the way", "Msaada uko njiani"),
        ("on_scene", "On scene", "Msaada umefika"),
        ("resolved", "Resolved", "Imetatuliwa"),
        ("false_alarm", "False alarm", "Onyo la uongo"),
        ("cancelled", "Cancelled", "Imefutwa"),
    ]
}

public struct SosTrigger: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Button
    public static let button = SosTrigger("button")
    /// Power key
    public static let powerKey = SosTrigger("power_key")
    /// Shaking
    public static let shake = SosTrigger("shake")
    /// Voice
    public static let voice = SosTrigger("voice")
    /// Duress PIN
    public static let duressPin = SosTrigger("duress_pin")
    /// Welfare check missed
    public static let welfareMissed = SosTrigger("welfare_missed")
    /// Man down
    public static let manDown = SosTrigger("man_down")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("button", "Button", "Kitufe"),
        ("power_key", "Power key", "Kitufe cha kuwasha"),
        ("shake", "Shaking", "Kutikisa"),
        ("voice", "Voice", "Sauti"),
        ("duress_pin", "Duress PIN", "PIN ya shuruti"),
        ("welfare_missed", "Welfare check missed", "Hakujibu swali la usalama"),
        ("man_down", "Man down", "Ameanguka"),
    ]
}

public struct Strength: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Strong
    public static let strong = Strength("strong")
    /// Medium
    public static let medium = Strength("medium")
    /// Weak
    public static let weak = Strength("weak")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("strong", "Strong", "Imara"),
        ("medium", "Medium", "Wastani"),
        ("weak", "Weak", "Dhaifu"),
    ]
}

public struct TimePrecision: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Exact
    public static let exact = TimePrecision("exact")
    /// About
    public static let approx = TimePrecision("approx")
    /// Part of the day
    public static let partOfDay = TimePrecision("part_of_day")
    /// Unknown
    public static let unknown = TimePrecision("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("exact", "Exact", "Kamili"),
        ("approx", "About", "Takriban"),
        ("part_of_day", "Part of the day", "Sehemu ya siku"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct Topic: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Incidents
    public static let incidents = Topic("incidents")
    /// Neighbourhood
    public static let publications = Topic("publications")
    /// Guard duty
    public static let duty = Topic("duty")
    /// Alerts
    public static let alerts = Topic("alerts")
    /// SOS
    public static let sos = Topic("sos")
    /// Tips
    public static let tips = Topic("tips")
    /// Outbox
    public static let outbox = Topic("outbox")
    /// Sign-in
    public static let session = Topic("session")
    /// Areas
    public static let reference = Topic("reference")
    /// Care
    public static let care = Topic("care")
    /// Outreach
    public static let outreach = Topic("outreach")
    /// Solutions
    public static let solutions = Topic("solutions")
    /// Your data
    public static let rights = Topic("rights")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("incidents", "Incidents", "Matukio"),
        ("publications", "Neighbourhood", "Mtaa"),
        ("duty", "Guard duty", "Ulinzi"),
        ("alerts", "Alerts", "Tahadhari"),
        ("sos", "SOS", "SOS"),
        ("tips", "Tips", "Dokezo"),
        ("outbox", "Outbox", "Kikasha cha kutuma"),
        ("session", "Sign-in", "Kuingia"),
        ("reference", "Areas", "Maeneo"),
        ("care", "Care", "Huduma ya afya"),
        ("outreach", "Outreach", "Uhamasishaji"),
        ("solutions", "Solutions", "Masuluhisho"),
        ("rights", "Your data", "Data yako"),
    ]
}

public struct Transport: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// On foot
    public static let foot = Transport("foot")
    /// Bicycle
    public static let bicycle = Transport("bicycle")
    /// Motorcycle
    public static let motorcycle = Transport("motorcycle")
    /// Vehicle
    public static let vehicle = Transport("vehicle")
    /// Boat
    public static let boat = Transport("boat")
    /// With a dog
    public static let dogFoot = Transport("dog_foot")
    /// Static post
    public static let staticPost = Transport("static_post")
    /// Other
    public static let other = Transport("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("foot", "On foot", "Kwa miguu"),
        ("bicycle", "Bicycle", "Baiskeli"),
        ("motorcycle", "Motorcycle", "Pikipiki"),
        ("vehicle", "Vehicle", "Gari"),
        ("boat", "Boat", "Mashua"),
        ("dog_foot", "With a dog", "Na mbwa"),
        ("static_post", "Static post", "Kituo"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct Unproven: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// That the person was there
    public static let presence = Unproven("presence")
    /// What happened before it was signed
    public static let beforeSigning = Unproven("before_signing")
    /// That the device's clock was right
    public static let deviceClock = Unproven("device_clock")
    /// What its author signed since the last witness
    public static let ownWord = Unproven("own_word")
    /// What followed the last anchor
    public static let afterLastAnchor = Unproven("after_last_anchor")
    /// What was withheld
    public static let withheld = Unproven("withheld")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("presence", "That the person was there", "Kwamba mtu alikuwepo"),
        ("before_signing", "What happened before it was signed", "Kilichotokea kabla ya kutiwa sahihi"),
        ("device_clock", "That the device's clock was right", "Kwamba saa ya kifaa ilikuwa sahihi"),
        ("own_word", "What its author signed since the last witness", "Alichosaini mwenyewe tangu shahidi wa mwisho"),
        ("after_last_anchor", "What followed the last anchor", "Kilichofuata baada ya uthibitisho wa mwisho"),
        ("withheld", "What was withheld", "Kilichozuiliwa"),
    ]
}

public struct Urgency: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Now
    public static let immediate = Urgency("Immediate")
    /// Within the hour
    public static let expected = Urgency("Expected")
    /// Later
    public static let future = Urgency("Future")
    /// Past
    public static let past = Urgency("Past")
    /// Unknown
    public static let unknown = Urgency("Unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("Immediate", "Now", "Sasa"),
        ("Expected", "Within the hour", "Ndani ya saa moja"),
        ("Future", "Later", "Baadaye"),
        ("Past", "Past", "Imepita"),
        ("Unknown", "Unknown", "Haijulikani"),
    ]
}

public struct VehicleKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Car
    public static let car = VehicleKind("car")
    /// Matatu
    public static let matatu = VehicleKind("matatu")
    /// Motorbike
    public static let motorbike = VehicleKind("motorbike")
    /// Bicycle
    public static let bicycle = VehicleKind("bicycle")
    /// Handcart
    public static let handcart = VehicleKind("handcart")
    /// Other
    public static let other = VehicleKind("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("car", "Car", "Gari"),
        ("matatu", "Matatu", "Matatu"),
        ("motorbike", "Motorbike", "Pikipiki"),
        ("bicycle", "Bicycle", "Baiskeli"),
        ("handcart", "Handcart", "Mkokoteni"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct Veracity: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// New
    public static let new = Veracity("new")
    /// Under investigation
    public static let underInvestigation = Veracity("under_investigation")
    /// Probably true
    public static let probablyTrue = Veracity("probably_true")
    /// Probably false
    public static let probablyFalse = Veracity("probably_false")
    /// Confirmed true
    public static let confirmedTrue = Veracity("confirmed_true")
    /// Confirmed false
    public static let confirmedFalse = Veracity("confirmed_false")
    /// Cannot be verified
    public static let unverifiable = Veracity("unverifiable")
    /// Unverifiable, probably true
    public static let unverifiableProbablyTrue = Veracity("unverifiable_probably_true")
    /// Unverifiable, probably false
    public static let unverifiableProbablyFalse = Veracity("unverifiable_probably_false")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("new", "New", "Mpya"),
        ("under_investigation", "Under investigation", "Inachunguzwa"),
        ("probably_true", "Probably true", "Huenda ni kweli"),
        ("probably_false", "Probably false", "Huenda si kweli"),
        ("confirmed_true", "Confirmed true", "Ni kweli"),
        ("confirmed_false", "Confirmed false", "Si kweli"),
        ("unverifiable", "Cannot be verified", "Haiwezi kuthibitishwa"),
        ("unverifiable_probably_true", "Unverifiable, probably true", "Haithibitiki, huenda kweli"),
        ("unverifiable_probably_false", "Unverifiable, probably false", "Haithibitiki, huenda si kweli"),
    ]
}

public struct Verdict: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// OK
    public static let ok = Verdict("ok")
    /// Early
    public static let early = Verdict("early")
    /// Late
    public static let late = Verdict("late")
    /// Out of order
    public static let outOfOrder = Verdict("out_of_order")
    /// Too far away
    public static let tooFar = Verdict("too_far")
    /// Scanned before
    public static let replayed = Verdict("replayed")
    /// Not this checkpoint's proof
    public static let badProof = Verdict("bad_proof")
    /// The clock was moved
    public static let clockSuspect = Verdict("clock_suspect")
    /// By hand
    public static let manual = Verdict("manual")
    /// Missed
    public static let missed = Verdict("missed")
    /// Skipped
    public static let skipped = Verdict("skipped")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("ok", "OK", "Sawa"),
        ("early", "Early", "Mapema"),
        ("late", "Late", "Imechelewa"),
        ("out_of_order", "Out of order", "Si kwa mpangilio"),
        ("too_far", "Too far away", "Mbali mno"),
        ("replayed", "Scanned before", "Ilishachanganuliwa"),
        ("bad_proof", "Not this checkpoint's proof", "Uthibitisho si sahihi"),
        ("clock_suspect", "The clock was moved", "Saa ilibadilishwa"),
        ("manual", "By hand", "Kwa mkono"),
        ("missed", "Missed", "Haikutembelewa"),
        ("skipped", "Skipped", "Imerukwa"),
    ]
}

public struct Weapon: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// None
    public static let none = Weapon("none")
    /// Blade
    public static let blade = Weapon("blade")
    /// Firearm
    public static let firearm = Weapon("firearm")
    /// Other
    public static let other = Weapon("other")
    /// Unknown
    public static let unknown = Weapon("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("none", "None", "Hakuna"),
        ("blade", "Blade", "Kisu au panga"),
        ("firearm", "Firearm", "Bunduki"),
        ("other", "Other", "Nyingine"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct AccreditationBody: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// NACADA
    public static let nacada = AccreditationBody("NACADA")
    /// PSRA
    public static let psra = AccreditationBody("PSRA")
    /// National Police Service
    public static let nps = AccreditationBody("NPS")
    /// KMPDC
    public static let kmpdc = AccreditationBody("KMPDC")
    /// County
    public static let county = AccreditationBody("county")
    /// Other body
    public static let other = AccreditationBody("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("NACADA", "NACADA", "NACADA"),
        ("PSRA", "PSRA", "PSRA"),
        ("NPS", "National Police Service", "Huduma ya Taifa ya Polisi"),
        ("KMPDC", "KMPDC", "KMPDC"),
        ("county", "County", "Kaunti"),
        ("other", "Other body", "Chombo kingine"),
    ]
}

public struct AccreditationStatus: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Accredited
    public static let accredited = AccreditationStatus("accredited")
    /// Conditional
    public static let conditional = AccreditationStatus("conditional")
    /// Denied
    public static let denied = AccreditationStatus("denied")
    /// Closed
    public static let closed = AccreditationStatus("closed")
    /// Expired
    public static let expired = AccreditationStatus("expired")
    /// Unknown
    public static let unknown = AccreditationStatus("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("accredited", "Accredited", "Imeidhinishwa"),
        ("conditional", "Conditional", "Kwa masharti"),
        ("denied", "Denied", "Imenyimwa idhini"),
        ("closed", "Closed", "Imefungwa"),
        ("expired", "Expired", "Idhini imeisha muda"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct Confidence: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// High
    public static let high = Confidence("high")
    /// Medium
    public static let medium = Confidence("medium")
    /// Low
    public static let low = Confidence("low")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("high", "High", "Ya juu"),
        ("medium", "Medium", "Ya wastani"),
        ("low", "Low", "Ya chini"),
    ]
}

public struct Cost: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Free
    public static let free = Cost("free")
    /// Subsidised
    public static let subsidised = Cost("subsidised")
    /// Private
    public static let `private` = Cost("private")
    /// Unknown
    public static let unknown = Cost("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("free", "Free", "Bila malipo"),
        ("subsidised", "Subsidised", "Gharama nafuu"),
        ("private", "Private", "Ya kulipia"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct EntryKind: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Police station
    public static let policeStation = EntryKind("police_station")
    /// Police post
    public static let policePost = EntryKind("police_post")
    /// Patrol base
    public static let patrolBase = EntryKind("patrol_base")
    /// Gender desk
    public static let genderDesk = EntryKind("gender_desk")
    /// Chief's office
    public static let chiefOffice = EntryKind("chief_office")
    /// Fire station
    public static let fireStation = EntryKind("fire_station")
    /// Hospital
    public static let hospital = EntryKind("hospital")
    /// Clinic
    public static let clinic = EntryKind("clinic")
    /// Rehabilitation centre
    public static let rehabCentre = EntryKind("rehab_centre")
    /// Counselling
    public static let counselling = EntryKind("counselling")
    /// Shelter
    public static let shelter = EntryKind("shelter")
    /// Security firm
    public static let securityFirm = EntryKind("security_firm")
    /// Resident association
    public static let residentAssociation = EntryKind("resident_association")
    /// Community policing committee
    public static let communityPolicingCommittee = EntryKind("community_policing_committee")
    /// Faith centre
    public static let faithCentre = EntryKind("faith_centre")
    /// Legal aid
    public static let legalAid = EntryKind("legal_aid")
    /// Hotline
    public static let hotline = EntryKind("hotline")
    /// County office
    public static let countyOffice = EntryKind("county_office")
    /// Ambulance
    public static let ambulance = EntryKind("ambulance")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("police_station", "Police station", "Kituo cha polisi"),
        ("police_post", "Police post", "Kituo kidogo cha polisi"),
        ("patrol_base", "Patrol base", "Kituo cha doria"),
        ("gender_desk", "Gender desk", "Dawati la jinsia"),
        ("chief_office", "Chief's office", "Ofisi ya chifu"),
        ("fire_station", "Fire station", "Zima moto"),
        ("hospital", "Hospital", "Hospitali"),
        ("clinic", "Clinic", "Zahanati"),
        ("rehab_centre", "Rehabilitation centre", "Kituo cha urekebishaji"),
        ("counselling", "Counselling", "Ushauri nasaha"),
        ("shelter", "Shelter", "Makao ya usalama"),
        ("security_firm", "Security firm", "Kampuni ya ulinzi"),
        ("resident_association", "Resident association", "Chama cha wakazi"),
        ("community_policing_committee", "Community policing committee", "Kamati ya polisi jamii"),
        ("faith_centre", "Faith centre", "Kituo cha ibada"),
        ("legal_aid", "Legal aid", "Msaada wa kisheria"),
        ("hotline", "Hotline", "Simu ya dharura"),
        ("county_office", "County office", "Ofisi ya kaunti"),
        ("ambulance", "Ambulance", "Gari la wagonjwa"),
    ]
}

public struct OpenState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Open now
    public static let `open` = OpenState("open")
    /// Closed now
    public static let closed = OpenState("closed")
    /// Hours not known
    public static let unknown = OpenState("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("open", "Open now", "Imefunguliwa sasa"),
        ("closed", "Closed now", "Imefungwa sasa"),
        ("unknown", "Hours not known", "Saa hazijulikani"),
    ]
}

public struct ServesSex: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Everybody
    public static let all = ServesSex("all")
    /// Women
    public static let female = ServesSex("female")
    /// Men
    public static let male = ServesSex("male")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("all", "Everybody", "Wote"),
        ("female", "Women", "Wanawake"),
        ("male", "Men", "Wanaume"),
    ]
}

public struct Standing: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Accredited
    public static let accredited = Standing("accredited")
    /// Not checked lately
    public static let unchecked = Standing("unchecked")
    /// Lapsed
    public static let lapsed = Standing("lapsed")
    /// Not yet in force
    public static let notYet = Standing("not_yet")
    /// Conditional
    public static let conditional = Standing("conditional")
    /// Denied
    public static let denied = Standing("denied")
    /// Closed
    public static let closed = Standing("closed")
    /// Unknown
    public static let unknown = Standing("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("accredited", "Accredited", "Imeidhinishwa"),
        ("unchecked", "Not checked lately", "Haijakaguliwa karibuni"),
        ("lapsed", "Lapsed", "Idhini imeisha muda"),
        ("not_yet", "Not yet in force", "Bado haijaanza"),
        ("conditional", "Conditional", "Kwa masharti"),
        ("denied", "Denied", "Imenyimwa idhini"),
        ("closed", "Closed", "Imefungwa"),
        ("unknown", "Unknown", "Haijulikani"),
    ]
}

public struct InfoCredibility: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// 1: confirmed by other sources
    public static let n1 = InfoCredibility("1")
    /// 2: probably true
    public static let n2 = InfoCredibility("2")
    /// 3: possibly true
    public static let n3 = InfoCredibility("3")
    /// 4: doubtful
    public static let n4 = InfoCredibility("4")
    /// 5: improbable
    public static let n5 = InfoCredibility("5")
    /// 6: cannot be judged
    public static let n6 = InfoCredibility("6")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("1", "1: confirmed by other sources", "1: imethibitishwa na vyanzo vingine"),
        ("2", "2: probably true", "2: huenda ni kweli"),
        ("3", "3: possibly true", "3: inaweza kuwa kweli"),
        ("4", "4: doubtful", "4: ina shaka"),
        ("5", "5: improbable", "5: haielekei kuwa kweli"),
        ("6", "6: cannot be judged", "6: haiwezi kupimwa"),
    ]
}

public struct SourceReliability: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// A: completely reliable
    public static let a = SourceReliability("A")
    /// B: usually reliable
    public static let b = SourceReliability("B")
    /// C: fairly reliable
    public static let c = SourceReliability("C")
    /// D: not usually reliable
    public static let d = SourceReliability("D")
    /// E: unreliable
    public static let e = SourceReliability("E")
    /// F: cannot be judged
    public static let f = SourceReliability("F")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("A", "A: completely reliable", "A: wa kutegemewa kabisa"),
        ("B", "B: usually reliable", "B: wa kutegemewa kwa kawaida"),
        ("C", "C: fairly reliable", "C: wa kutegemewa kiasi"),
        ("D", "D: not usually reliable", "D: si wa kutegemewa kwa kawaida"),
        ("E", "E: unreliable", "E: si wa kutegemewa"),
        ("F", "F: cannot be judged", "F: hawezi kupimwa"),
    ]
}

public struct SourceRisk: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Low
    public static let low = SourceRisk("low")
    /// Medium
    public static let medium = SourceRisk("medium")
    /// High
    public static let high = SourceRisk("high")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("low", "Low", "Ndogo"),
        ("medium", "Medium", "Ya kati"),
        ("high", "High", "Kubwa"),
    ]
}

public struct TipBasis: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Saw it
    public static let seen = TipBasis("seen")
    /// Told by somebody involved
    public static let toldByParticipant = TipBasis("told_by_participant")
    /// Rumour
    public static let rumour = TipBasis("rumour")
    /// Online
    public static let online = TipBasis("online")
    /// Record or document
    public static let record = TipBasis("record")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("seen", "Saw it", "Nimeona"),
        ("told_by_participant", "Told by somebody involved", "Nimeambiwa na mhusika"),
        ("rumour", "Rumour", "Uvumi"),
        ("online", "Online", "Mtandaoni"),
        ("record", "Record or document", "Rekodi au hati"),
    ]
}

public struct TipFeedback: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Acted on
    public static let actedOn = TipFeedback("acted_on")
    /// Looked into
    public static let lookedInto = TipFeedback("looked_into")
    /// Not enough to go on
    public static let notEnough = TipFeedback("not_enough")
    /// Passed on
    public static let passedOn = TipFeedback("passed_on")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("acted_on", "Acted on", "Imefanyiwa kazi"),
        ("looked_into", "Looked into", "Imechunguzwa"),
        ("not_enough", "Not enough to go on", "Haitoshi"),
        ("passed_on", "Passed on", "Imepelekwa kwa wengine"),
    ]
}

public struct TipState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Received
    public static let received = TipState("received")
    /// Screened
    public static let screened = TipState("screened")
    /// Acted on
    public static let actioned = TipState("actioned")
    /// Joined to another
    public static let merged = TipState("merged")
    /// Passed up
    public static let sharedUp = TipState("shared_up")
    /// Kept for later
    public static let parked = TipState("parked")
    /// Closed
    public static let closed = TipState("closed")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("received", "Received", "Imepokelewa"),
        ("screened", "Screened", "Imechujwa"),
        ("actioned", "Acted on", "Imefanyiwa kazi"),
        ("merged", "Joined to another", "Imeunganishwa"),
        ("shared_up", "Passed up", "Imepelekwa juu"),
        ("parked", "Kept for later", "Imehifadhiwa"),
        ("closed", "Closed", "Imefungwa"),
    ]
}

public struct TipSubject: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Place
    public static let place = TipSubject("place")
    /// Vehicle
    public static let vehicle = TipSubject("vehicle")
    /// Group
    public static let group = TipSubject("group")
    /// Activity
    public static let activity = TipSubject("activity")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("place", "Place", "Mahali"),
        ("vehicle", "Vehicle", "Gari"),
        ("group", "Group", "Kikundi"),
        ("activity", "Activity", "Shughuli"),
    ]
}

public struct TipTopic: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Drugs
    public static let drugs = TipTopic("drugs")
    /// Illicit alcohol
    public static let illicitBrew = TipTopic("illicit_brew")
    /// Gang
    public static let gang = TipTopic("gang")
    /// Weapons
    public static let weapons = TipTopic("weapons")
    /// Stolen goods
    public static let stolenGoods = TipTopic("stolen_goods")
    /// Planned violence
    public static let plannedViolence = TipTopic("planned_violence")
    /// Radicalisation
    public static let radicalisation = TipTopic("radicalisation")
    /// Trafficking
    public static let trafficking = TipTopic("trafficking")
    /// Corruption
    public static let corruption = TipTopic("corruption")
    /// Place of repeated offences
    public static let repeatOffendingPlace = TipTopic("repeat_offending_place")
    /// Other
    public static let other = TipTopic("other")
    /// Misconduct of police, guards or officials
    public static let misconduct = TipTopic("misconduct")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("drugs", "Drugs", "Dawa za kulevya"),
        ("illicit_brew", "Illicit alcohol", "Pombe haramu"),
        ("gang", "Gang", "Genge"),
        ("weapons", "Weapons", "Silaha"),
        ("stolen_goods", "Stolen goods", "Bidhaa za wizi"),
        ("planned_violence", "Planned violence", "Vurugu zinazopangwa"),
        ("radicalisation", "Radicalisation", "Itikadi kali"),
        ("trafficking", "Trafficking", "Biashara haramu ya binadamu"),
        ("corruption", "Corruption", "Ufisadi"),
        ("repeat_offending_place", "Place of repeated offences", "Mahali pa uhalifu wa mara kwa mara"),
        ("other", "Other", "Nyingine"),
        ("misconduct", "Misconduct of police, guards or officials", "Utovu wa nidhamu wa polisi, walinzi au maafisa"),
    ]
}

public struct ReferralState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Draft
    public static let draft = ReferralState("draft")
    /// Consent given
    public static let consented = ReferralState("consented")
    /// Sent
    public static let sent = ReferralState("sent")
    /// Received
    public static let received = ReferralState("received")
    /// Accepted
    public static let accepted = ReferralState("accepted")
    /// Waiting list
    public static let waitlisted = ReferralState("waitlisted")
    /// Declined
    public static let declined = ReferralState("declined")
    /// Started
    public static let started = ReferralState("started")
    /// Completed
    public static let completed = ReferralState("completed")
    /// Left early
    public static let leftEarly = ReferralState("left_early")
    /// Did not attend
    public static let notAttended = ReferralState("not_attended")
    /// Transferred
    public static let transferred = ReferralState("transferred")
    /// Withdrawn
    public static let withdrawn = ReferralState("withdrawn")
    /// Entered in error
    public static let error = ReferralState("error")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("draft", "Draft", "Rasimu"),
        ("consented", "Consent given", "Idhini imetolewa"),
        ("sent", "Sent", "Imetumwa"),
        ("received", "Received", "Imepokelewa"),
        ("accepted", "Accepted", "Imekubaliwa"),
        ("waitlisted", "Waiting list", "Kwenye orodha"),
        ("declined", "Declined", "Imekataliwa"),
        ("started", "Started", "Ameanza"),
        ("completed", "Completed", "Amemaliza"),
        ("left_early", "Left early", "Ameondoka mapema"),
        ("not_attended", "Did not attend", "Hakufika"),
        ("transferred", "Transferred", "Amehamishwa"),
        ("withdrawn", "Withdrawn", "Imeondolewa"),
        ("error", "Entered in error", "Imeandikwa kimakosa"),
    ]
}

public struct Need: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Alcohol
    public static let alcohol = Need("alcohol")
    /// Heroin or other opioids
    public static let heroinOpioid = Need("heroin_opioid")
    /// Cannabis (bhang)
    public static let cannabisBhang = Need("cannabis_bhang")
    /// Khat (miraa)
    public static let khatMiraa = Need("khat_miraa")
    /// Prescription medicine
    public static let prescription = Need("prescription")
    /// Inhalants
    public static let inhalant = Need("inhalant")
    /// Several drugs
    public static let polydrug = Need("polydrug")
    /// Gambling
    public static let gambling = Need("gambling")
    /// Mental health
    public static let mentalHealth = Need("mental_health")
    /// Family support
    public static let familySupport = Need("family_support")
    /// Not known
    public static let unknown = Need("unknown")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("alcohol", "Alcohol", "Pombe"),
        ("heroin_opioid", "Heroin or other opioids", "Heroini au afyuni"),
        ("cannabis_bhang", "Cannabis (bhang)", "Bangi"),
        ("khat_miraa", "Khat (miraa)", "Miraa"),
        ("prescription", "Prescription medicine", "Dawa za hospitali"),
        ("inhalant", "Inhalants", "Vitu vya kunusa"),
        ("polydrug", "Several drugs", "Dawa kadhaa"),
        ("gambling", "Gambling", "Kamari"),
        ("mental_health", "Mental health", "Afya ya akili"),
        ("family_support", "Family support", "Msaada kwa familia"),
        ("unknown", "Not known", "Haijulikani"),
    ]
}

public struct RequestPriority: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Routine
    public static let routine = RequestPriority("routine")
    /// Urgent
    public static let urgent = RequestPriority("urgent")
    /// As soon as possible
    public static let asap = RequestPriority("asap")
    /// At once
    public static let stat = RequestPriority("stat")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("routine", "Routine", "Kawaida"),
        ("urgent", "Urgent", "Haraka"),
        ("asap", "As soon as possible", "Haraka iwezekanavyo"),
        ("stat", "At once", "Mara moja"),
    ]
}

public struct Danger: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Overdose
    public static let overdose = Danger("overdose")
    /// Severe withdrawal
    public static let withdrawal = Danger("withdrawal")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("overdose", "Overdose", "Kipimo cha kupita kiasi"),
        ("withdrawal", "Severe withdrawal", "Dalili kali za kuacha"),
    ]
}

public struct IntakeType: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Outpatient
    public static let outpatient = IntakeType("outpatient")
    /// Residential
    public static let residential = IntakeType("residential")
    /// Detoxification
    public static let detox = IntakeType("detox")
    /// Community based
    public static let communityBased = IntakeType("community_based")
    /// Medically assisted therapy
    public static let mat = IntakeType("MAT")
    /// Counselling by telephone
    public static let counsellingCall = IntakeType("counselling_call")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("outpatient", "Outpatient", "Mgonjwa wa nje"),
        ("residential", "Residential", "Makazi ya kituoni"),
        ("detox", "Detoxification", "Kuondoa sumu"),
        ("community_based", "Community based", "Katika jamii"),
        ("MAT", "Medically assisted therapy", "Tiba kwa msaada wa dawa"),
        ("counselling_call", "Counselling by telephone", "Ushauri kwa simu"),
    ]
}

public struct AgeBand: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Under 18
    public static let under18 = AgeBand("under_18")
    /// 18 to 24
    public static let n1824 = AgeBand("18_24")
    /// 25 to 34
    public static let n2534 = AgeBand("25_34")
    /// 35 and over
    public static let n35Plus = AgeBand("35_plus")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("under_18", "Under 18", "Chini ya miaka 18"),
        ("18_24", "18 to 24", "Miaka 18 hadi 24"),
        ("25_34", "25 to 34", "Miaka 25 hadi 34"),
        ("35_plus", "35 and over", "Miaka 35 na zaidi"),
    ]
}

public struct Sex: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Female
    public static let female = Sex("female")
    /// Male
    public static let male = Sex("male")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("female", "Female", "Mwanamke"),
        ("male", "Male", "Mwanamume"),
    ]
}

public struct ConsentBy: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// The person
    public static let `self` = ConsentBy("self")
    /// Guardian
    public static let guardian = ConsentBy("guardian")
    /// Children's office
    public static let childrensOffice = ConsentBy("childrens_office")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("self", "The person", "Mhusika mwenyewe"),
        ("guardian", "Guardian", "Mlezi"),
        ("childrens_office", "Children's office", "Ofisi ya watoto"),
    ]
}

public struct ConsentScope: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// The centre reads it
    public static let centre = ConsentScope("centre")
    /// Another centre may take over
    public static let transfer = ConsentScope("transfer")
    /// Follow-up later
    public static let followUp = ConsentScope("follow_up")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("centre", "The centre reads it", "Kituo kinasoma"),
        ("transfer", "Another centre may take over", "Kituo kingine kinaweza kuchukua"),
        ("follow_up", "Follow-up later", "Ufuatiliaji baadaye"),
    ]
}

public struct DeclineReason: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Full
    public static let full = DeclineReason("full")
    /// Not eligible
    public static let ineligible = DeclineReason("ineligible")
    /// Cost
    public static let cost = DeclineReason("cost")
    /// Out of the area
    public static let outOfArea = DeclineReason("out_of_area")
    /// Needs higher care
    public static let needsHigherCare = DeclineReason("needs_higher_care")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("full", "Full", "Kimejaa"),
        ("ineligible", "Not eligible", "Hafai kwa huduma hii"),
        ("cost", "Cost", "Gharama"),
        ("out_of_area", "Out of the area", "Nje ya eneo"),
        ("needs_higher_care", "Needs higher care", "Anahitaji huduma ya juu zaidi"),
    ]
}

public struct ContactMode: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Visit
    public static let visit = ContactMode("visit")
    /// Telephone call
    public static let call = ContactMode("call")
    /// Through the centre
    public static let centre = ContactMode("centre")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("visit", "Visit", "Ziara"),
        ("call", "Telephone call", "Simu"),
        ("centre", "Through the centre", "Kupitia kituo"),
    ]
}

public struct FollowUpResult: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Engaged
    public static let engaged = FollowUpResult("engaged")
    /// Relapsed, supported
    public static let relapsedSupported = FollowUpResult("relapsed_supported")
    /// Completed
    public static let completed = FollowUpResult("completed")
    /// Not reached
    public static let unreachable = FollowUpResult("unreachable")
    /// Declined
    public static let declined = FollowUpResult("declined")
    /// Moved
    public static let moved = FollowUpResult("moved")
    /// Died
    public static let died = FollowUpResult("died")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("engaged", "Engaged", "Anaendelea"),
        ("relapsed_supported", "Relapsed, supported", "Amerudia, anasaidiwa"),
        ("completed", "Completed", "Amemaliza"),
        ("unreachable", "Not reached", "Hapatikani"),
        ("declined", "Declined", "Amekataa"),
        ("moved", "Moved", "Amehama"),
        ("died", "Died", "Amefariki"),
    ]
}

public struct CentreWarning: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// The accreditation has lapsed
    public static let lapsed = CentreWarning("lapsed")
    /// Accreditation was denied
    public static let denied = CentreWarning("denied")
    /// The centre was closed
    public static let closed = CentreWarning("closed")
    /// Not accredited, as far as is known
    public static let notAccredited = CentreWarning("not_accredited")
    /// Not in the directory
    public static let notInDirectory = CentreWarning("not_in_directory")
    /// The accreditation begins later
    public static let notYet = CentreWarning("not_yet")
    /// Accredited under conditions
    public static let conditional = CentreWarning("conditional")
    /// Not checked in the last 90 days
    public static let staleCheck = CentreWarning("stale_check")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("lapsed", "The accreditation has lapsed", "Idhini ya kituo imeisha muda"),
        ("denied", "Accreditation was denied", "Kituo kilinyimwa idhini"),
        ("closed", "The centre was closed", "Kituo kimefungwa"),
        ("not_accredited", "Not accredited, as far as is known", "Hakijulikani kuwa na idhini"),
        ("not_in_directory", "Not in the directory", "Hakimo kwenye orodha"),
        ("not_yet", "The accreditation begins later", "Idhini bado haijaanza"),
        ("conditional", "Accredited under conditions", "Idhini ya masharti"),
        ("stale_check", "Not checked in the last 90 days", "Haijakaguliwa kwa siku 90"),
    ]
}

public struct ProblemState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Identified
    public static let identified = ProblemState("identified")
    /// Analysed
    public static let analysed = ProblemState("analysed")
    /// Has solutions
    public static let hasSolutions = ProblemState("has_solutions")
    /// Assessed
    public static let assessed = ProblemState("assessed")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("identified", "Identified", "Limetambuliwa"),
        ("analysed", "Analysed", "Limechambuliwa"),
        ("has_solutions", "Has solutions", "Lina masuluhisho"),
        ("assessed", "Assessed", "Limetathminiwa"),
    ]
}

public struct ProposalState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Draft
    public static let draft = ProposalState("draft")
    /// Proposed
    public static let proposed = ProposalState("proposed")
    /// Discussing
    public static let discussing = ProposalState("discussing")
    /// Voting
    public static let voting = ProposalState("voting")
    /// Accepted
    public static let accepted = ProposalState("accepted")
    /// Not accepted
    public static let notAccepted = ProposalState("not_accepted")
    /// Merged
    public static let merged = ProposalState("merged")
    /// Withdrawn
    public static let withdrawn = ProposalState("withdrawn")
    /// Committed
    public static let committed = ProposalState("committed")
    /// In progress
    public static let inProgress = ProposalState("in_progress")
    /// Done
    public static let done = ProposalState("done")
    /// Stalled
    public static let stalled = ProposalState("stalled")
    /// Assessed
    public static let assessed = ProposalState("assessed")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("draft", "Draft", "Rasimu"),
        ("proposed", "Proposed", "Limependekezwa"),
        ("discussing", "Discussing", "Linajadiliwa"),
        ("voting", "Voting", "Kura"),
        ("accepted", "Accepted", "Limekubaliwa"),
        ("not_accepted", "Not accepted", "Halikukubaliwa"),
        ("merged", "Merged", "Limeunganishwa"),
        ("withdrawn", "Withdrawn", "Limeondolewa"),
        ("committed", "Committed", "Ahadi imetolewa"),
        ("in_progress", "In progress", "Linatekelezwa"),
        ("done", "Done", "Limekamilika"),
        ("stalled", "Stalled", "Limekwama"),
        ("assessed", "Assessed", "Limetathminiwa"),
    ]
}

public struct ProposalCategory: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Lighting
    public static let lighting = ProposalCategory("lighting")
    /// Patrol
    public static let patrol = ProposalCategory("patrol")
    /// Access control
    public static let accessControl = ProposalCategory("access_control")
    /// Youth
    public static let youth = ProposalCategory("youth")
    /// Drugs
    public static let drugs = ProposalCategory("drugs")
    /// Environment
    public static let environment = ProposalCategory("environment")
    /// Traffic
    public static let traffic = ProposalCategory("traffic")
    /// Neighbour dispute
    public static let neighbourDispute = ProposalCategory("neighbour_dispute")
    /// Communication
    public static let communication = ProposalCategory("communication")
    /// Other
    public static let other = ProposalCategory("other")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("lighting", "Lighting", "Taa"),
        ("patrol", "Patrol", "Doria"),
        ("access_control", "Access control", "Udhibiti wa kuingia"),
        ("youth", "Youth", "Vijana"),
        ("drugs", "Drugs", "Dawa za kulevya"),
        ("environment", "Environment", "Mazingira"),
        ("traffic", "Traffic", "Trafiki"),
        ("neighbour_dispute", "Neighbour dispute", "Mzozo wa majirani"),
        ("communication", "Communication", "Mawasiliano"),
        ("other", "Other", "Nyingine"),
    ]
}

public struct Stance: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// For
    public static let `for` = Stance("for")
    /// Against
    public static let against = Stance("against")
    /// Neutral
    public static let neutral = Stance("neutral")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("for", "For", "Naunga mkono"),
        ("against", "Against", "Napinga"),
        ("neutral", "Neutral", "Sina upande"),
    ]
}

public struct BallotMethod: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Support threshold
    public static let supportThreshold = BallotMethod("support_threshold")
    /// Yes or no
    public static let yesNo = BallotMethod("yes_no")
    /// Choose one
    public static let chooseOne = BallotMethod("choose_one")
    /// Approval
    public static let approval = BallotMethod("approval")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("support_threshold", "Support threshold", "Kiwango cha kuungwa mkono"),
        ("yes_no", "Yes or no", "Ndiyo au hapana"),
        ("choose_one", "Choose one", "Chagua moja"),
        ("approval", "Approval", "Idhinisha zozote"),
    ]
}

public struct Electorate: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Residents
    public static let residents = Electorate("residents")
    /// Households
    public static let households = Electorate("households")
    /// Association members
    public static let raMembers = Electorate("ra_members")
    /// Officials
    public static let officials = Electorate("officials")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("residents", "Residents", "Wakazi"),
        ("households", "Households", "Kaya"),
        ("ra_members", "Association members", "Wanachama wa chama cha wakazi"),
        ("officials", "Officials", "Maafisa"),
    ]
}

public struct CommitmentState: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Offered
    public static let offered = CommitmentState("offered")
    /// Accepted
    public static let accepted = CommitmentState("accepted")
    /// In progress
    public static let inProgress = CommitmentState("in_progress")
    /// Delivered
    public static let delivered = CommitmentState("delivered")
    /// Overdue
    public static let overdue = CommitmentState("overdue")
    /// Cancelled
    public static let cancelled = CommitmentState("cancelled")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("offered", "Offered", "Imetolewa"),
        ("accepted", "Accepted", "Imekubaliwa"),
        ("in_progress", "In progress", "Inatekelezwa"),
        ("delivered", "Delivered", "Imetimizwa"),
        ("overdue", "Overdue", "Imepita muda"),
        ("cancelled", "Cancelled", "Imefutwa"),
    ]
}

public struct OutcomeVerdict: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Improved
    public static let improved = OutcomeVerdict("improved")
    /// Unchanged
    public static let unchanged = OutcomeVerdict("unchanged")
    /// Worse
    public static let worse = OutcomeVerdict("worse")
    /// Inconclusive
    public static let inconclusive = OutcomeVerdict("inconclusive")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("improved", "Improved", "Imeboreka"),
        ("unchanged", "Unchanged", "Hakuna mabadiliko"),
        ("worse", "Worse", "Imezidi kuwa mbaya"),
        ("inconclusive", "Inconclusive", "Haijulikani"),
    ]
}

public struct BallotOutcome: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Passed
    public static let passed = BallotOutcome("passed")
    /// Too few voted
    public static let noQuorum = BallotOutcome("no_quorum")
    /// Not enough support
    public static let notEnough = BallotOutcome("not_enough")
    /// Tie
    public static let tie = BallotOutcome("tie")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("passed", "Passed", "Imepita"),
        ("no_quorum", "Too few voted", "Akidi haikutimia"),
        ("not_enough", "Not enough support", "Haikuungwa mkono vya kutosha"),
        ("tie", "Tie", "Sare"),
    ]
}

public struct VoteStanding: Word {
    public let code: String
    public init(_ code: String) { self.code = code }
    /// Not delivered yet
    public static let waiting = VoteStanding("waiting")
    /// Received
    public static let received = VoteStanding("received")
    /// Late, not counted
    public static let late = VoteStanding("late")
    /// Refused
    public static let refused = VoteStanding("refused")
    public static let table: [(code: String, en: String, sw: String)] = [
        ("waiting", "Not delivered yet", "Bado haijatumwa"),
        ("received", "Received", "Imepokelewa"),
        ("late", "Late, not counted", "Imechelewa, haikuhesabiwa"),
        ("refused", "Refused", "Imekataliwa"),
    ]
}
