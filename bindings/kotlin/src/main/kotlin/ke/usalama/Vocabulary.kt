// Made by bindings/tests/vocabulary.rs from the tables of the core.
package ke.usalama

/** A word of one of the domain's vocabularies. One of a newer version has its code and no label. */
interface Word {
    /** What is stored, sent and compared. */
    val code: String

    /** English. */
    val en: String?

    /** Kiswahili: a working draft, to be reviewed by a Kenyan speaker before release. */
    val sw: String?
}

@JvmInline
value class AlertAnswer(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Seen */
        val SEEN: AlertAnswer get() = AlertAnswer("seen")
        /** I am safe */
        val SAFE: AlertAnswer get() = AlertAnswer("safe")
        /** I need help */
        val NEED_HELP: AlertAnswer get() = AlertAnswer("need_help")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "seen" to Pair("Seen", "Nimeona"),
            "safe" to Pair("I am safe", "Niko salama"),
            "need_help" to Pair("I need help", "Nahitaji msaada"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AlertAnswer> get() = labels.keys.map(::AlertAnswer)
    }
}

@JvmInline
value class AlertEvent(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Crime warning */
        val CRIME_PATTERN: AlertEvent get() = AlertEvent("crime_pattern")
        /** Violence in progress */
        val VIOLENCE: AlertEvent get() = AlertEvent("violence")
        /** Dangerous crowd */
        val MOB_VIOLENCE: AlertEvent get() = AlertEvent("mob_violence")
        /** Fire */
        val FIRE: AlertEvent get() = AlertEvent("fire")
        /** Flood */
        val FLOOD: AlertEvent get() = AlertEvent("flood")
        /** Building collapse */
        val BUILDING_COLLAPSE: AlertEvent get() = AlertEvent("building_collapse")
        /** Gas or fuel leak */
        val HAZARDOUS_SPILL: AlertEvent get() = AlertEvent("hazardous_spill")
        /** Disease outbreak */
        val DISEASE: AlertEvent get() = AlertEvent("disease")
        /** Poisonous alcohol */
        val POISONOUS_BREW: AlertEvent get() = AlertEvent("poisonous_brew")
        /** Road blocked */
        val ROAD_BLOCKED: AlertEvent get() = AlertEvent("road_blocked")
        /** Water or power failure */
        val UTILITY_FAILURE: AlertEvent get() = AlertEvent("utility_failure")
        /** Dangerous animal */
        val DANGEROUS_ANIMAL: AlertEvent get() = AlertEvent("dangerous_animal")
        /** Missing person */
        val MISSING_PERSON: AlertEvent get() = AlertEvent("missing_person")
        /** Police are looking for a person */
        val WANTED_PERSON: AlertEvent get() = AlertEvent("wanted_person")
        /** Police ask for information */
        val APPEAL_FOR_INFORMATION: AlertEvent get() = AlertEvent("appeal_for_information")
        /** All clear */
        val ALL_CLEAR: AlertEvent get() = AlertEvent("all_clear")
        /** Other */
        val OTHER: AlertEvent get() = AlertEvent("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "crime_pattern" to Pair("Crime warning", "Tahadhari ya uhalifu"),
            "violence" to Pair("Violence in progress", "Vurugu zinaendelea"),
            "mob_violence" to Pair("Dangerous crowd", "Umati hatari"),
            "fire" to Pair("Fire", "Moto"),
            "flood" to Pair("Flood", "Mafuriko"),
            "building_collapse" to Pair("Building collapse", "Jengo limeporomoka"),
            "hazardous_spill" to Pair("Gas or fuel leak", "Gesi au mafuta yamevuja"),
            "disease" to Pair("Disease outbreak", "Mlipuko wa ugonjwa"),
            "poisonous_brew" to Pair("Poisonous alcohol", "Pombe yenye sumu"),
            "road_blocked" to Pair("Road blocked", "Barabara imefungwa"),
            "utility_failure" to Pair("Water or power failure", "Hitilafu ya maji au umeme"),
            "dangerous_animal" to Pair("Dangerous animal", "Mnyama hatari"),
            "missing_person" to Pair("Missing person", "Mtu aliyepotea"),
            "wanted_person" to Pair("Police are looking for a person", "Polisi wanamtafuta mtu"),
            "appeal_for_information" to Pair("Police ask for information", "Polisi wanaomba taarifa"),
            "all_clear" to Pair("All clear", "Hali ni shwari"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AlertEvent> get() = labels.keys.map(::AlertEvent)
    }
}

@JvmInline
value class AlertState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Draft */
        val DRAFT: AlertState get() = AlertState("draft")
        /** Waiting for release */
        val PENDING_RELEASE: AlertState get() = AlertState("pending_release")
        /** Issued */
        val ISSUED: AlertState get() = AlertState("issued")
        /** Updated */
        val UPDATED: AlertState get() = AlertState("updated")
        /** Cancelled */
        val CANCELLED: AlertState get() = AlertState("cancelled")
        /** Expired */
        val EXPIRED: AlertState get() = AlertState("expired")
        /** Returned */
        val RETURNED: AlertState get() = AlertState("returned")
        /** Withdrawn */
        val WITHDRAWN: AlertState get() = AlertState("withdrawn")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "draft" to Pair("Draft", "Rasimu"),
            "pending_release" to Pair("Waiting for release", "Inasubiri idhini"),
            "issued" to Pair("Issued", "Imetolewa"),
            "updated" to Pair("Updated", "Imesasishwa"),
            "cancelled" to Pair("Cancelled", "Imefutwa"),
            "expired" to Pair("Expired", "Imeisha"),
            "returned" to Pair("Returned", "Imerudishwa"),
            "withdrawn" to Pair("Withdrawn", "Imeondolewa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AlertState> get() = labels.keys.map(::AlertState)
    }
}

@JvmInline
value class AlertStatus(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Actual */
        val ACTUAL: AlertStatus get() = AlertStatus("Actual")
        /** Exercise */
        val EXERCISE: AlertStatus get() = AlertStatus("Exercise")
        /** System */
        val SYSTEM: AlertStatus get() = AlertStatus("System")
        /** Test */
        val TEST: AlertStatus get() = AlertStatus("Test")
        /** Draft */
        val DRAFT: AlertStatus get() = AlertStatus("Draft")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "Actual" to Pair("Actual", "Halisi"),
            "Exercise" to Pair("Exercise", "Mazoezi"),
            "System" to Pair("System", "Mfumo"),
            "Test" to Pair("Test", "Jaribio"),
            "Draft" to Pair("Draft", "Rasimu"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AlertStatus> get() = labels.keys.map(::AlertStatus)
    }
}

@JvmInline
value class Anonymity(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Use my name */
        val NAMED: Anonymity get() = Anonymity("named")
        /** Confidential */
        val CONFIDENTIAL: Anonymity get() = Anonymity("confidential")
        /** Anonymous */
        val ANONYMOUS: Anonymity get() = Anonymity("anonymous")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "named" to Pair("Use my name", "Tumia jina langu"),
            "confidential" to Pair("Confidential", "Siri"),
            "anonymous" to Pair("Anonymous", "Bila jina"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Anonymity> get() = labels.keys.map(::Anonymity)
    }
}

@JvmInline
value class Audience(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Private draft */
        val SELF: Audience get() = Audience("self")
        /** Care only */
        val CARE: Audience get() = Audience("care")
        /** Oversight only */
        val OVERSIGHT: Audience get() = Audience("oversight")
        /** Reporter and police */
        val POLICE: Audience get() = Audience("police")
        /** Responders */
        val RESPONDERS: Audience get() = Audience("responders")
        /** Resident association */
        val RA: Audience get() = Audience("ra")
        /** Neighbours */
        val AREA: Audience get() = Audience("area")
        /** Public */
        val PUBLIC: Audience get() = Audience("public")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "self" to Pair("Private draft", "Rasimu ya siri"),
            "care" to Pair("Care only", "Huduma ya afya pekee"),
            "oversight" to Pair("Oversight only", "Ofisi ya usimamizi pekee"),
            "police" to Pair("Reporter and police", "Mripoti na polisi"),
            "responders" to Pair("Responders", "Wanaoitikia"),
            "ra" to Pair("Resident association", "Chama cha wakazi"),
            "area" to Pair("Neighbours", "Majirani"),
            "public" to Pair("Public", "Umma"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Audience> get() = labels.keys.map(::Audience)
    }
}

@JvmInline
value class Capability(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Desk officer */
        val DESK: Capability get() = Capability("desk")
        /** Officer commanding station */
        val OCS: Capability get() = Capability("ocs")
        /** Sub-county commander */
        val SCPC: Capability get() = Capability("scpc")
        /** NACADA officer */
        val NACADA_OFFICER: Capability get() = Capability("nacada_officer")
        /** Peer educator */
        val PEER_EDUCATOR: Capability get() = Capability("peer_educator")
        /** Faith leader */
        val FAITH_LEADER: Capability get() = Capability("faith_leader")
        /** Under eighteen */
        val UNDER_18: Capability get() = Capability("under_18")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "desk" to Pair("Desk officer", "Afisa wa dawati"),
            "ocs" to Pair("Officer commanding station", "OCS"),
            "scpc" to Pair("Sub-county commander", "Kamanda wa kaunti ndogo"),
            "nacada_officer" to Pair("NACADA officer", "Afisa wa NACADA"),
            "peer_educator" to Pair("Peer educator", "Mwelimishaji rika"),
            "faith_leader" to Pair("Faith leader", "Kiongozi wa dini"),
            "under_18" to Pair("Under eighteen", "Chini ya miaka kumi na minane"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Capability> get() = labels.keys.map(::Capability)
    }
}

@JvmInline
value class CaseStatus(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Received */
        val SUBMITTED: CaseStatus get() = CaseStatus("submitted")
        /** Checked */
        val TRIAGED: CaseStatus get() = CaseStatus("triaged")
        /** More information needed */
        val NEEDS_INFO: CaseStatus get() = CaseStatus("needs_info")
        /** Assigned */
        val ASSIGNED: CaseStatus get() = CaseStatus("assigned")
        /** On the way */
        val RESPONDING: CaseStatus get() = CaseStatus("responding")
        /** On scene */
        val ON_SCENE: CaseStatus get() = CaseStatus("on_scene")
        /** Offered to police */
        val HANDOVER_OFFERED: CaseStatus get() = CaseStatus("handover_offered")
        /** With police */
        val WITH_POLICE: CaseStatus get() = CaseStatus("with_police")
        /** Sent to another service */
        val REFERRED: CaseStatus get() = CaseStatus("referred")
        /** Resolved */
        val RESOLVED: CaseStatus get() = CaseStatus("resolved")
        /** Closed, no action */
        val NO_ACTION: CaseStatus get() = CaseStatus("no_action")
        /** Same as another report */
        val DUPLICATE: CaseStatus get() = CaseStatus("duplicate")
        /** Withdrawn by reporter */
        val WITHDRAWN: CaseStatus get() = CaseStatus("withdrawn")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "submitted" to Pair("Received", "Imepokelewa"),
            "triaged" to Pair("Checked", "Imekaguliwa"),
            "needs_info" to Pair("More information needed", "Taarifa zaidi zinahitajika"),
            "assigned" to Pair("Assigned", "Imepewa mhusika"),
            "responding" to Pair("On the way", "Wako njiani"),
            "on_scene" to Pair("On scene", "Wamefika"),
            "handover_offered" to Pair("Offered to police", "Imewasilishwa kwa polisi"),
            "with_police" to Pair("With police", "Iko kwa polisi"),
            "referred" to Pair("Sent to another service", "Imepelekwa kwa idara nyingine"),
            "resolved" to Pair("Resolved", "Imetatuliwa"),
            "no_action" to Pair("Closed, no action", "Imefungwa bila hatua"),
            "duplicate" to Pair("Same as another report", "Inafanana na ripoti nyingine"),
            "withdrawn" to Pair("Withdrawn by reporter", "Imeondolewa na mripoti"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CaseStatus> get() = labels.keys.map(::CaseStatus)
    }
}

@JvmInline
value class Category(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Assault or fight */
        val ASSAULT: Category get() = Category("assault")
        /** Robbery with violence */
        val ROBBERY: Category get() = Category("robbery")
        /** Mugging */
        val MUGGING: Category get() = Category("mugging")
        /** Killing / body found */
        val HOMICIDE: Category get() = Category("homicide")
        /** Abduction or kidnapping */
        val KIDNAPPING: Category get() = Category("kidnapping")
        /** Gender-based violence */
        val GBV: Category get() = Category("gbv")
        /** Child abuse or neglect */
        val CHILD_HARM: Category get() = Category("child_harm")
        /** Gang activity or threat */
        val GANG_ACTIVITY: Category get() = Category("gang_activity")
        /** Mob attack in progress */
        val MOB_VIOLENCE: Category get() = Category("mob_violence")
        /** Gunshots heard */
        val GUNSHOTS: Category get() = Category("gunshots")
        /** Threats or harassment */
        val THREAT_HARASSMENT: Category get() = Category("threat_harassment")
        /** Extortion / protection money */
        val EXTORTION: Category get() = Category("extortion")
        /** Break-in */
        val BURGLARY: Category get() = Category("burglary")
        /** Theft */
        val THEFT: Category get() = Category("theft")
        /** Phone snatching */
        val PHONE_SNATCHING: Category get() = Category("phone_snatching")
        /** Vehicle or motorbike theft */
        val VEHICLE_THEFT: Category get() = Category("vehicle_theft")
        /** Livestock theft */
        val STOCK_THEFT: Category get() = Category("stock_theft")
        /** Theft by employee */
        val THEFT_BY_EMPLOYEE: Category get() = Category("theft_by_employee")
        /** Malicious damage */
        val VANDALISM: Category get() = Category("vandalism")
        /** Fire set on purpose */
        val ARSON: Category get() = Category("arson")
        /** Fraud / mobile-money scam */
        val FRAUD: Category get() = Category("fraud")
        /** Drug selling */
        val DRUG_SELLING: Category get() = Category("drug_selling")
        /** Illicit alcohol */
        val ILLICIT_BREW: Category get() = Category("illicit_brew")
        /** Drunk and disorderly */
        val DRUNK_DISORDERLY: Category get() = Category("drunk_disorderly")
        /** Someone needs help with alcohol or drugs */
        val SUBSTANCE_HELP: Category get() = Category("substance_help")
        /** Suspicious activity */
        val SUSPICIOUS_ACTIVITY: Category get() = Category("suspicious_activity")
        /** Suspicious object */
        val SUSPICIOUS_OBJECT: Category get() = Category("suspicious_object")
        /** Trespass */
        val TRESPASS: Category get() = Category("trespass")
        /** Noise or disturbance */
        val DISTURBANCE: Category get() = Category("disturbance")
        /** Fire */
        val FIRE: Category get() = Category("fire")
        /** Medical emergency */
        val MEDICAL: Category get() = Category("medical")
        /** Road crash */
        val ROAD_CRASH: Category get() = Category("road_crash")
        /** Flooding */
        val FLOOD: Category get() = Category("flood")
        /** Building collapse */
        val COLLAPSE: Category get() = Category("collapse")
        /** Electrical hazard */
        val ELECTRICAL: Category get() = Category("electrical")
        /** Gas leak or chemical */
        val GAS_CHEMICAL: Category get() = Category("gas_chemical")
        /** Missing person */
        val MISSING_PERSON: Category get() = Category("missing_person")
        /** Lost child found */
        val FOUND_CHILD: Category get() = Category("found_child")
        /** Street light out / dark spot */
        val STREET_LIGHT: Category get() = Category("street_light")
        /** Broken gate, wall, fence */
        val BARRIER: Category get() = Category("barrier")
        /** Overgrown bush */
        val OVERGROWN: Category get() = Category("overgrown")
        /** Dumping */
        val WASTE: Category get() = Category("waste")
        /** Water or sewer */
        val WATER_SEWER: Category get() = Category("water_sewer")
        /** Dangerous animals */
        val ANIMALS: Category get() = Category("animals")
        /** Guard misconduct */
        val GUARD_MISCONDUCT: Category get() = Category("guard_misconduct")
        /** Police misconduct */
        val POLICE_MISCONDUCT: Category get() = Category("police_misconduct")
        /** Bribe demanded */
        val CORRUPTION: Category get() = Category("corruption")
        /** Other */
        val OTHER: Category get() = Category("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "assault" to Pair("Assault or fight", "Shambulio au vita"),
            "robbery" to Pair("Robbery with violence", "Wizi wa mabavu"),
            "mugging" to Pair("Mugging", "Uporaji"),
            "homicide" to Pair("Killing / body found", "Mauaji / maiti imepatikana"),
            "kidnapping" to Pair("Abduction or kidnapping", "Utekaji nyara"),
            "gbv" to Pair("Gender-based violence", "Ukatili wa kijinsia"),
            "child_harm" to Pair("Child abuse or neglect", "Dhuluma kwa mtoto"),
            "gang_activity" to Pair("Gang activity or threat", "Magenge au vitisho vyao"),
            "mob_violence" to Pair("Mob attack in progress", "Umati kuchukua sheria mkononi"),
            "gunshots" to Pair("Gunshots heard", "Milio ya risasi"),
            "threat_harassment" to Pair("Threats or harassment", "Vitisho au unyanyasaji"),
            "extortion" to Pair("Extortion / protection money", "Kutozwa pesa kwa vitisho"),
            "burglary" to Pair("Break-in", "Uvunjaji wa nyumba"),
            "theft" to Pair("Theft", "Wizi"),
            "phone_snatching" to Pair("Phone snatching", "Kunyakuliwa simu"),
            "vehicle_theft" to Pair("Vehicle or motorbike theft", "Wizi wa gari au pikipiki"),
            "stock_theft" to Pair("Livestock theft", "Wizi wa mifugo"),
            "theft_by_employee" to Pair("Theft by employee", "Wizi wa mfanyakazi"),
            "vandalism" to Pair("Malicious damage", "Uharibifu wa mali"),
            "arson" to Pair("Fire set on purpose", "Uchomaji wa makusudi"),
            "fraud" to Pair("Fraud / mobile-money scam", "Ulaghai / utapeli"),
            "drug_selling" to Pair("Drug selling", "Uuzaji wa dawa za kulevya"),
            "illicit_brew" to Pair("Illicit alcohol", "Pombe haramu"),
            "drunk_disorderly" to Pair("Drunk and disorderly", "Ulevi na fujo"),
            "substance_help" to Pair("Someone needs help with alcohol or drugs", "Mtu anahitaji msaada wa uraibu"),
            "suspicious_activity" to Pair("Suspicious activity", "Shughuli ya kutiliwa shaka"),
            "suspicious_object" to Pair("Suspicious object", "Kitu cha kutiliwa shaka"),
            "trespass" to Pair("Trespass", "Kuingia bila ruhusa"),
            "disturbance" to Pair("Noise or disturbance", "Kelele au fujo"),
            "fire" to Pair("Fire", "Moto"),
            "medical" to Pair("Medical emergency", "Dharura ya kiafya"),
            "road_crash" to Pair("Road crash", "Ajali ya barabarani"),
            "flood" to Pair("Flooding", "Mafuriko"),
            "collapse" to Pair("Building collapse", "Jengo kuporomoka"),
            "electrical" to Pair("Electrical hazard", "Hatari ya umeme"),
            "gas_chemical" to Pair("Gas leak or chemical", "Gesi au kemikali kuvuja"),
            "missing_person" to Pair("Missing person", "Mtu aliyepotea"),
            "found_child" to Pair("Lost child found", "Mtoto aliyepatikana"),
            "street_light" to Pair("Street light out / dark spot", "Taa haiwaki / giza"),
            "barrier" to Pair("Broken gate, wall, fence", "Lango au ua umeharibika"),
            "overgrown" to Pair("Overgrown bush", "Kichaka"),
            "waste" to Pair("Dumping", "Utupaji taka"),
            "water_sewer" to Pair("Water or sewer", "Maji au maji taka"),
            "animals" to Pair("Dangerous animals", "Wanyama hatari"),
            "guard_misconduct" to Pair("Guard misconduct", "Utovu wa nidhamu wa mlinzi"),
            "police_misconduct" to Pair("Police misconduct", "Utovu wa nidhamu wa polisi"),
            "corruption" to Pair("Bribe demanded", "Kudai hongo"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Category> get() = labels.keys.map(::Category)
    }
}

@JvmInline
value class Certainty(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Observed */
        val OBSERVED: Certainty get() = Certainty("Observed")
        /** Likely */
        val LIKELY: Certainty get() = Certainty("Likely")
        /** Possible */
        val POSSIBLE: Certainty get() = Certainty("Possible")
        /** Unlikely */
        val UNLIKELY: Certainty get() = Certainty("Unlikely")
        /** Unknown */
        val UNKNOWN: Certainty get() = Certainty("Unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "Observed" to Pair("Observed", "Imeonekana"),
            "Likely" to Pair("Likely", "Inaelekea"),
            "Possible" to Pair("Possible", "Inawezekana"),
            "Unlikely" to Pair("Unlikely", "Haielekei"),
            "Unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Certainty> get() = labels.keys.map(::Certainty)
    }
}

@JvmInline
value class Channel(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** App */
        val APP: Channel get() = Channel("app")
        /** Coded SMS */
        val SMS_CODEC: Channel get() = Channel("sms_codec")
        /** SMS */
        val SMS_TEXT: Channel get() = Channel("sms_text")
        /** USSD */
        val USSD: Channel get() = Channel("ussd")
        /** Call */
        val CALL: Channel get() = Channel("call")
        /** Walk-in */
        val WALK_IN: Channel get() = Channel("walk_in")
        /** Entered for somebody */
        val PROXY: Channel get() = Channel("proxy")
        /** Bundle file */
        val BUNDLE: Channel get() = Channel("bundle")
        /** Web */
        val WEB: Channel get() = Channel("web")
        /** Import */
        val IMPORT: Channel get() = Channel("import")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "app" to Pair("App", "Programu"),
            "sms_codec" to Pair("Coded SMS", "SMS ya msimbo"),
            "sms_text" to Pair("SMS", "SMS"),
            "ussd" to Pair("USSD", "USSD"),
            "call" to Pair("Call", "Simu"),
            "walk_in" to Pair("Walk-in", "Ana kwa ana"),
            "proxy" to Pair("Entered for somebody", "Kwa niaba"),
            "bundle" to Pair("Bundle file", "Faili"),
            "web" to Pair("Web", "Wavuti"),
            "import" to Pair("Import", "Uingizaji"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Channel> get() = labels.keys.map(::Channel)
    }
}

@JvmInline
value class CheckpointKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** NFC tag */
        val NFC_STATIC: CheckpointKind get() = CheckpointKind("nfc_static")
        /** Signed NFC tag */
        val NFC_SIGNED: CheckpointKind get() = CheckpointKind("nfc_signed")
        /** Printed code */
        val QR_STATIC: CheckpointKind get() = CheckpointKind("qr_static")
        /** Changing code */
        val QR_ROTATING: CheckpointKind get() = CheckpointKind("qr_rotating")
        /** Bluetooth beacon */
        val BLE: CheckpointKind get() = CheckpointKind("ble")
        /** Position */
        val GPS: CheckpointKind get() = CheckpointKind("gps")
        /** By hand */
        val MANUAL: CheckpointKind get() = CheckpointKind("manual")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "nfc_static" to Pair("NFC tag", "Kibandiko cha NFC"),
            "nfc_signed" to Pair("Signed NFC tag", "NFC yenye sahihi"),
            "qr_static" to Pair("Printed code", "Msimbo uliochapishwa"),
            "qr_rotating" to Pair("Changing code", "Msimbo unaobadilika"),
            "ble" to Pair("Bluetooth beacon", "Kifaa cha Bluetooth"),
            "gps" to Pair("Position", "Mahali kwa GPS"),
            "manual" to Pair("By hand", "Kwa mkono"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CheckpointKind> get() = labels.keys.map(::CheckpointKind)
    }
}

@JvmInline
value class ContactedHow(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Called */
        val DIALLED: ContactedHow get() = ContactedHow("dialled")
        /** SMS offered */
        val SMS_OFFERED: ContactedHow get() = ContactedHow("sms_offered")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "dialled" to Pair("Called", "Alipiga simu"),
            "sms_offered" to Pair("SMS offered", "SMS imependekezwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ContactedHow> get() = labels.keys.map(::ContactedHow)
    }
}

@JvmInline
value class CorroborationKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** I saw it */
        val SAW_IT: CorroborationKind get() = CorroborationKind("saw_it")
        /** I heard it happen */
        val HEARD_IT: CorroborationKind get() = CorroborationKind("heard_it")
        /** I heard from others */
        val HEARD_FROM_OTHER: CorroborationKind get() = CorroborationKind("heard_from_other")
        /** I saw the aftermath */
        val SAW_AFTERMATH: CorroborationKind get() = CorroborationKind("saw_aftermath")
        /** Still happening */
        val STILL_HAPPENING: CorroborationKind get() = CorroborationKind("still_happening")
        /** Over now */
        val OVER_NOW: CorroborationKind get() = CorroborationKind("over_now")
        /** Not true */
        val NOT_TRUE: CorroborationKind get() = CorroborationKind("not_true")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "saw_it" to Pair("I saw it", "Niliona"),
            "heard_it" to Pair("I heard it happen", "Nilisikia likitokea"),
            "heard_from_other" to Pair("I heard from others", "Nimesikia kwa wengine"),
            "saw_aftermath" to Pair("I saw the aftermath", "Niliona baadaye"),
            "still_happening" to Pair("Still happening", "Bado inaendelea"),
            "over_now" to Pair("Over now", "Imekwisha"),
            "not_true" to Pair("Not true", "Si kweli"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CorroborationKind> get() = labels.keys.map(::CorroborationKind)
    }
}

@JvmInline
value class CountedAge(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Under 18 */
        val UNDER_18: CountedAge get() = CountedAge("under_18")
        /** 18 to 24 */
        val AGE_18_24: CountedAge get() = CountedAge("age_18_24")
        /** 25 to 34 */
        val AGE_25_34: CountedAge get() = CountedAge("age_25_34")
        /** 35 and older */
        val AGE_35_PLUS: CountedAge get() = CountedAge("age_35_plus")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "under_18" to Pair("Under 18", "Chini ya miaka 18"),
            "age_18_24" to Pair("18 to 24", "Miaka 18 hadi 24"),
            "age_25_34" to Pair("25 to 34", "Miaka 25 hadi 34"),
            "age_35_plus" to Pair("35 and older", "Miaka 35 na zaidi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CountedAge> get() = labels.keys.map(::CountedAge)
    }
}

@JvmInline
value class CountedSex(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Female */
        val FEMALE: CountedSex get() = CountedSex("female")
        /** Male */
        val MALE: CountedSex get() = CountedSex("male")
        /** Not disclosed */
        val UNDISCLOSED: CountedSex get() = CountedSex("undisclosed")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "female" to Pair("Female", "Wanawake"),
            "male" to Pair("Male", "Wanaume"),
            "undisclosed" to Pair("Not disclosed", "Hawakusema"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CountedSex> get() = labels.keys.map(::CountedSex)
    }
}

@JvmInline
value class Delivery(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Draft */
        val DRAFT: Delivery get() = Delivery("draft")
        /** Only on this phone */
        val QUEUED: Delivery get() = Delivery("queued")
        /** On its way */
        val SENDING: Delivery get() = Delivery("sending")
        /** Sent by SMS */
        val SENT_BY_SMS: Delivery get() = Delivery("sent_by_sms")
        /** Received */
        val DELIVERED: Delivery get() = Delivery("delivered")
        /** Refused */
        val REJECTED: Delivery get() = Delivery("rejected")
        /** Needs attention */
        val NEEDS_ATTENTION: Delivery get() = Delivery("needs_attention")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "draft" to Pair("Draft", "Rasimu"),
            "queued" to Pair("Only on this phone", "Iko kwenye simu hii pekee"),
            "sending" to Pair("On its way", "Inatumwa"),
            "sent_by_sms" to Pair("Sent by SMS", "Imetumwa kwa SMS"),
            "delivered" to Pair("Received", "Imepokelewa"),
            "rejected" to Pair("Refused", "Imekataliwa"),
            "needs_attention" to Pair("Needs attention", "Inahitaji kuangaliwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Delivery> get() = labels.keys.map(::Delivery)
    }
}

@JvmInline
value class ExceptionKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Missed checkpoint */
        val MISSED_CHECKPOINT: ExceptionKind get() = ExceptionKind("missed_checkpoint")
        /** Late start */
        val LATE_START: ExceptionKind get() = ExceptionKind("late_start")
        /** Did not come */
        val NO_SHOW: ExceptionKind get() = ExceptionKind("no_show")
        /** Left early */
        val EARLY_LEAVE: ExceptionKind get() = ExceptionKind("early_leave")
        /** Long stop */
        val LONG_STOP: ExceptionKind get() = ExceptionKind("long_stop")
        /** Off the route */
        val OFF_ROUTE: ExceptionKind get() = ExceptionKind("off_route")
        /** Gap in positions */
        val GPS_GAP: ExceptionKind get() = ExceptionKind("gps_gap")
        /** Clock jump */
        val CLOCK_JUMP: ExceptionKind get() = ExceptionKind("clock_jump")
        /** Mock location */
        val MOCK_LOCATION: ExceptionKind get() = ExceptionKind("mock_location")
        /** Scanned twice */
        val DUPLICATE_SCAN: ExceptionKind get() = ExceptionKind("duplicate_scan")
        /** Shared phone */
        val DEVICE_SHARED: ExceptionKind get() = ExceptionKind("device_shared")
        /** Broken record */
        val CHAIN_BREAK: ExceptionKind get() = ExceptionKind("chain_break")
        /** Welfare check missed */
        val WELFARE_MISSED: ExceptionKind get() = ExceptionKind("welfare_missed")
        /** Battery empty */
        val BATTERY_DEAD: ExceptionKind get() = ExceptionKind("battery_dead")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "missed_checkpoint" to Pair("Missed checkpoint", "Kituo kimekosekana"),
            "late_start" to Pair("Late start", "Kuanza kuchelewa"),
            "no_show" to Pair("Did not come", "Hakufika"),
            "early_leave" to Pair("Left early", "Kuondoka mapema"),
            "long_stop" to Pair("Long stop", "Kusimama muda mrefu"),
            "off_route" to Pair("Off the route", "Nje ya njia"),
            "gps_gap" to Pair("Gap in positions", "Pengo la GPS"),
            "clock_jump" to Pair("Clock jump", "Saa iliruka"),
            "mock_location" to Pair("Mock location", "Mahali pa uongo"),
            "duplicate_scan" to Pair("Scanned twice", "Imechanganuliwa mara mbili"),
            "device_shared" to Pair("Shared phone", "Simu ya pamoja"),
            "chain_break" to Pair("Broken record", "Rekodi imekatika"),
            "welfare_missed" to Pair("Welfare check missed", "Hakujibu kuhusu usalama"),
            "battery_dead" to Pair("Battery empty", "Betri imeisha"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ExceptionKind> get() = labels.keys.map(::ExceptionKind)
    }
}

@JvmInline
value class FacilitatorRole(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** NACADA officer */
        val NACADA_OFFICER: FacilitatorRole get() = FacilitatorRole("nacada_officer")
        /** Peer educator */
        val PEER_EDUCATOR: FacilitatorRole get() = FacilitatorRole("peer_educator")
        /** Faith leader */
        val FAITH_LEADER: FacilitatorRole get() = FacilitatorRole("faith_leader")
        /** Teacher */
        val TEACHER: FacilitatorRole get() = FacilitatorRole("teacher")
        /** Counsellor */
        val COUNSELLOR: FacilitatorRole get() = FacilitatorRole("counsellor")
        /** Health worker */
        val HEALTH_WORKER: FacilitatorRole get() = FacilitatorRole("health_worker")
        /** Recovery coach */
        val RECOVERY_COACH: FacilitatorRole get() = FacilitatorRole("recovery_coach")
        /** Community leader */
        val COMMUNITY_LEADER: FacilitatorRole get() = FacilitatorRole("community_leader")
        /** Police officer */
        val POLICE_OFFICER: FacilitatorRole get() = FacilitatorRole("police_officer")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "nacada_officer" to Pair("NACADA officer", "Afisa wa NACADA"),
            "peer_educator" to Pair("Peer educator", "Mwelimishaji rika"),
            "faith_leader" to Pair("Faith leader", "Kiongozi wa dini"),
            "teacher" to Pair("Teacher", "Mwalimu"),
            "counsellor" to Pair("Counsellor", "Mshauri nasaha"),
            "health_worker" to Pair("Health worker", "Mhudumu wa afya"),
            "recovery_coach" to Pair("Recovery coach", "Mkufunzi wa uponyaji"),
            "community_leader" to Pair("Community leader", "Kiongozi wa jamii"),
            "police_officer" to Pair("Police officer", "Afisa wa polisi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<FacilitatorRole> get() = labels.keys.map(::FacilitatorRole)
    }
}

@JvmInline
value class FaultCode(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Changed after it was signed */
        val ALTERED: FaultCode get() = FaultCode("altered")
        /** Left out */
        val MISSING: FaultCode get() = FaultCode("missing")
        /** Put in later */
        val INSERTED: FaultCode get() = FaultCode("inserted")
        /** Out of its order */
        val OUT_OF_ORDER: FaultCode get() = FaultCode("out_of_order")
        /** There twice */
        val DUPLICATED: FaultCode get() = FaultCode("duplicated")
        /** Two histories were signed */
        val FORKED: FaultCode get() = FaultCode("forked")
        /** The signature does not hold */
        val BAD_SIGNATURE: FaultCode get() = FaultCode("bad_signature")
        /** Not signed */
        val UNSIGNED: FaultCode get() = FaultCode("unsigned")
        /** Of another record */
        val FOREIGN: FaultCode get() = FaultCode("foreign")
        /** The end is cut off */
        val TRUNCATED: FaultCode get() = FaultCode("truncated")
        /** Not what was witnessed */
        val CONTRADICTS_WITNESS: FaultCode get() = FaultCode("contradicts_witness")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "altered" to Pair("Changed after it was signed", "Imebadilishwa baada ya kutiwa sahihi"),
            "missing" to Pair("Left out", "Imeondolewa"),
            "inserted" to Pair("Put in later", "Imepachikwa baadaye"),
            "out_of_order" to Pair("Out of its order", "Haiko mahali pake"),
            "duplicated" to Pair("There twice", "Imerudiwa"),
            "forked" to Pair("Two histories were signed", "Historia mbili zilitiwa sahihi"),
            "bad_signature" to Pair("The signature does not hold", "Sahihi si halali"),
            "unsigned" to Pair("Not signed", "Haina sahihi"),
            "foreign" to Pair("Of another record", "Ni ya rekodi nyingine"),
            "truncated" to Pair("The end is cut off", "Mwisho umekatwa"),
            "contradicts_witness" to Pair("Not what was witnessed", "Inapingana na kilichoshuhudiwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<FaultCode> get() = labels.keys.map(::FaultCode)
    }
}

@JvmInline
value class Flag(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Somebody is injured */
        val INJURED: Flag get() = Flag("injured")
        /** Children involved */
        val CHILDREN_INVOLVED: Flag get() = Flag("children_involved")
        /** Fire */
        val FIRE: Flag get() = Flag("fire")
        /** A crowd is forming */
        val CROWD_FORMING: Flag get() = Flag("crowd_forming")
        /** Suspects are present */
        val SUSPECTS_PRESENT: Flag get() = Flag("suspects_present")
        /** A vehicle is involved */
        val VEHICLE_INVOLVED: Flag get() = Flag("vehicle_involved")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "injured" to Pair("Somebody is injured", "Kuna majeruhi"),
            "children_involved" to Pair("Children involved", "Watoto wanahusika"),
            "fire" to Pair("Fire", "Moto"),
            "crowd_forming" to Pair("A crowd is forming", "Umati unakusanyika"),
            "suspects_present" to Pair("Suspects are present", "Washukiwa wapo"),
            "vehicle_involved" to Pair("A vehicle is involved", "Gari linahusika"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Flag> get() = labels.keys.map(::Flag)
    }
}

@JvmInline
value class ForceUsed(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** None */
        val NONE: ForceUsed get() = ForceUsed("none")
        /** Restraint */
        val RESTRAINT: ForceUsed get() = ForceUsed("restraint")
        /** Other */
        val OTHER: ForceUsed get() = ForceUsed("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "none" to Pair("None", "Hakuna"),
            "restraint" to Pair("Restraint", "Kuzuiwa"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ForceUsed> get() = labels.keys.map(::ForceUsed)
    }
}

@JvmInline
value class HandoverRefusalReason(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Another jurisdiction */
        val OTHER_JURISDICTION: HandoverRefusalReason get() = HandoverRefusalReason("other_jurisdiction")
        /** No offence */
        val NO_OFFENCE: HandoverRefusalReason get() = HandoverRefusalReason("no_offence")
        /** Civil matter */
        val CIVIL_MATTER: HandoverRefusalReason get() = HandoverRefusalReason("civil_matter")
        /** Insufficient */
        val INSUFFICIENT: HandoverRefusalReason get() = HandoverRefusalReason("insufficient")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "other_jurisdiction" to Pair("Another jurisdiction", "Mamlaka nyingine"),
            "no_offence" to Pair("No offence", "Hakuna kosa"),
            "civil_matter" to Pair("Civil matter", "Kesi ya madai"),
            "insufficient" to Pair("Insufficient", "Haitoshi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<HandoverRefusalReason> get() = labels.keys.map(::HandoverRefusalReason)
    }
}

@JvmInline
value class HintKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Phone number */
        val PHONE: HintKind get() = HintKind("phone")
        /** Number plate */
        val PLATE: HintKind get() = HintKind("plate")
        /** Identity number */
        val ID_NUMBER: HintKind get() = HintKind("id_number")
        /** E-mail address */
        val EMAIL: HintKind get() = HintKind("email")
        /** Accuses a person */
        val ACCUSATION: HintKind get() = HintKind("accusation")
        /** Incitement */
        val INCITEMENT: HintKind get() = HintKind("incitement")
        /** Insult to a community */
        val SLUR: HintKind get() = HintKind("slur")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "phone" to Pair("Phone number", "Namba ya simu"),
            "plate" to Pair("Number plate", "Namba ya gari"),
            "id_number" to Pair("Identity number", "Namba ya kitambulisho"),
            "email" to Pair("E-mail address", "Barua pepe"),
            "accusation" to Pair("Accuses a person", "Inamtuhumu mtu"),
            "incitement" to Pair("Incitement", "Uchochezi"),
            "slur" to Pair("Insult to a community", "Tusi kwa jamii"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<HintKind> get() = labels.keys.map(::HintKind)
    }
}

@JvmInline
value class Instruction(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Stay inside and lock doors. */
        val STAY_INSIDE: Instruction get() = Instruction("stay_inside")
        /** Avoid the area. */
        val AVOID_AREA: Instruction get() = Instruction("avoid_area")
        /** Leave the area now. */
        val LEAVE_AREA: Instruction get() = Instruction("leave_area")
        /** Move to higher ground. */
        val MOVE_TO_HIGH_GROUND: Instruction get() = Instruction("move_to_high_ground")
        /** Do not walk or drive through moving water. */
        val NEVER_CROSS_WATER: Instruction get() = Instruction("never_cross_water")
        /** Be careful and keep valuables out of sight. */
        val TAKE_CARE: Instruction get() = Instruction("take_care")
        /** Do not walk alone after dark. */
        val NOT_ALONE: Instruction get() = Instruction("not_alone")
        /** Do not approach. Call 999, 112 or 911. */
        val DO_NOT_APPROACH: Instruction get() = Instruction("do_not_approach")
        /** Do not join the crowd. Call 999, 112 or 911. */
        val DO_NOT_JOIN_CROWD: Instruction get() = Instruction("do_not_join_crowd")
        /** If you know something, call the police. */
        val CALL_POLICE: Instruction get() = Instruction("call_police")
        /** No flames, no sparks, no phones near the place. */
        val NO_FLAMES: Instruction get() = Instruction("no_flames")
        /** Do not drink it. Whoever did must see a doctor now. */
        val DO_NOT_DRINK: Instruction get() = Instruction("do_not_drink")
        /** Boil water before you drink it. */
        val BOIL_WATER: Instruction get() = Instruction("boil_water")
        /** Wait for further news here. */
        val STAY_INFORMED: Instruction get() = Instruction("stay_informed")
        /** You need not do anything. */
        val NOTHING_TO_DO: Instruction get() = Instruction("nothing_to_do")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "stay_inside" to Pair("Stay inside and lock doors.", "Kaa ndani na ufunge milango."),
            "avoid_area" to Pair("Avoid the area.", "Epuka eneo hili."),
            "leave_area" to Pair("Leave the area now.", "Ondoka eneo hili sasa."),
            "move_to_high_ground" to Pair("Move to higher ground.", "Nenda sehemu ya juu."),
            "never_cross_water" to Pair("Do not walk or drive through moving water.", "Usivuke maji yanayotiririka."),
            "take_care" to Pair("Be careful and keep valuables out of sight.", "Kuwa mwangalifu na ufiche vitu vya thamani."),
            "not_alone" to Pair("Do not walk alone after dark.", "Usitembee peke yako gizani."),
            "do_not_approach" to Pair("Do not approach. Call 999, 112 or 911.", "Usimkaribie. Piga 999, 112 au 911."),
            "do_not_join_crowd" to Pair("Do not join the crowd. Call 999, 112 or 911.", "Usijiunge na umati. Piga 999, 112 au 911."),
            "call_police" to Pair("If you know something, call the police.", "Ukijua jambo, piga simu polisi."),
            "no_flames" to Pair("No flames, no sparks, no phones near the place.", "Usiwashe moto wala kutumia simu karibu na mahali hapo."),
            "do_not_drink" to Pair("Do not drink it. Whoever did must see a doctor now.", "Usiinywe. Aliyekunywa amwone daktari sasa."),
            "boil_water" to Pair("Boil water before you drink it.", "Chemsha maji kabla ya kunywa."),
            "stay_informed" to Pair("Wait for further news here.", "Subiri taarifa zaidi hapa."),
            "nothing_to_do" to Pair("You need not do anything.", "Huhitaji kufanya chochote."),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Instruction> get() = labels.keys.map(::Instruction)
    }
}

@JvmInline
value class LawfulBasis(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Your consent */
        val CONSENT: LawfulBasis get() = LawfulBasis("consent")
        /** A contract */
        val CONTRACT: LawfulBasis get() = LawfulBasis("contract")
        /** A legal obligation */
        val LEGAL_OBLIGATION: LawfulBasis get() = LawfulBasis("legal_obligation")
        /** Saving life */
        val VITAL_INTEREST: LawfulBasis get() = LawfulBasis("vital_interest")
        /** A task in the public interest */
        val PUBLIC_TASK: LawfulBasis get() = LawfulBasis("public_task")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "consent" to Pair("Your consent", "Ridhaa yako"),
            "contract" to Pair("A contract", "Mkataba"),
            "legal_obligation" to Pair("A legal obligation", "Wajibu wa kisheria"),
            "vital_interest" to Pair("Saving life", "Kuokoa maisha"),
            "public_task" to Pair("A task in the public interest", "Kazi ya manufaa ya umma"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<LawfulBasis> get() = labels.keys.map(::LawfulBasis)
    }
}

@JvmInline
value class LinkRelation(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Duplicate of */
        val DUPLICATE_OF: LinkRelation get() = LinkRelation("duplicate_of")
        /** Related to */
        val RELATED_TO: LinkRelation get() = LinkRelation("related_to")
        /** Follows */
        val FOLLOWS: LinkRelation get() = LinkRelation("follows")
        /** Arose on a patrol */
        val AROSE_ON_PATROL: LinkRelation get() = LinkRelation("arose_on_patrol")
        /** Led to an alert */
        val LED_TO_ALERT: LinkRelation get() = LinkRelation("led_to_alert")
        /** Led to a solution */
        val LED_TO_SOLUTION: LinkRelation get() = LinkRelation("led_to_solution")
        /** Led to a tip */
        val LED_TO_TIP: LinkRelation get() = LinkRelation("led_to_tip")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "duplicate_of" to Pair("Duplicate of", "Nakala ya"),
            "related_to" to Pair("Related to", "Inahusiana na"),
            "follows" to Pair("Follows", "Inafuata"),
            "arose_on_patrol" to Pair("Arose on a patrol", "Ilitokea kwenye doria"),
            "led_to_alert" to Pair("Led to an alert", "Ilisababisha tahadhari"),
            "led_to_solution" to Pair("Led to a solution", "Ilisababisha suluhisho"),
            "led_to_tip" to Pair("Led to a tip", "Ilisababisha dokezo"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<LinkRelation> get() = labels.keys.map(::LinkRelation)
    }
}

@JvmInline
value class Mandate(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Routine */
        val ROUTINE: Mandate get() = Mandate("routine")
        /** Client's request */
        val CLIENT_REQUEST: Mandate get() = Mandate("client_request")
        /** Hotspot */
        val HOTSPOT: Mandate get() = Mandate("hotspot")
        /** Escort */
        val ESCORT: Mandate get() = Mandate("escort")
        /** Joint with police */
        val JOINT_WITH_POLICE: Mandate get() = Mandate("joint_with_police")
        /** School run */
        val SCHOOL_RUN: Mandate get() = Mandate("school_run")
        /** Event */
        val EVENT: Mandate get() = Mandate("event")
        /** Response */
        val RESPONSE: Mandate get() = Mandate("response")
        /** Training */
        val TRAINING: Mandate get() = Mandate("training")
        /** Other */
        val OTHER: Mandate get() = Mandate("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "routine" to Pair("Routine", "Kawaida"),
            "client_request" to Pair("Client's request", "Ombi la mteja"),
            "hotspot" to Pair("Hotspot", "Eneo hatari"),
            "escort" to Pair("Escort", "Kusindikiza"),
            "joint_with_police" to Pair("Joint with police", "Pamoja na polisi"),
            "school_run" to Pair("School run", "Njia ya shule"),
            "event" to Pair("Event", "Tukio maalum"),
            "response" to Pair("Response", "Kuitikia"),
            "training" to Pair("Training", "Mafunzo"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Mandate> get() = labels.keys.map(::Mandate)
    }
}

@JvmInline
value class Mark(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Mock location */
        val MOCK_LOCATION: Mark get() = Mark("mock_location")
        /** Poor accuracy */
        val POOR_ACCURACY: Mark get() = Mark("poor_accuracy")
        /** Too far in too short a time */
        val TOO_FAST: Mark get() = Mark("too_fast")
        /** Time stands still */
        val TIME_STILL: Mark get() = Mark("time_still")
        /** Time runs back */
        val TIME_BACK: Mark get() = Mark("time_back")
        /** Time leaps ahead */
        val TIME_AHEAD: Mark get() = Mark("time_ahead")
        /** Clock jump */
        val CLOCK_JUMP: Mark get() = Mark("clock_jump")
        /** Gap in positions */
        val GPS_GAP: Mark get() = Mark("gps_gap")
        /** Track resumed */
        val RESUMED: Mark get() = Mark("resumed")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "mock_location" to Pair("Mock location", "Mahali pa uongo"),
            "poor_accuracy" to Pair("Poor accuracy", "Usahihi duni"),
            "too_fast" to Pair("Too far in too short a time", "Mbali mno kwa muda mfupi"),
            "time_still" to Pair("Time stands still", "Saa imesimama"),
            "time_back" to Pair("Time runs back", "Saa imerudi nyuma"),
            "time_ahead" to Pair("Time leaps ahead", "Saa imeruka mbele"),
            "clock_jump" to Pair("Clock jump", "Saa iliruka"),
            "gps_gap" to Pair("Gap in positions", "Pengo la GPS"),
            "resumed" to Pair("Track resumed", "Njia imeendelea"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Mark> get() = labels.keys.map(::Mark)
    }
}

@JvmInline
value class ObservationType(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** All is well */
        val ALL_OK: ObservationType get() = ObservationType("all_ok")
        /** Door unlocked */
        val DOOR_UNLOCKED: ObservationType get() = ObservationType("door_unlocked")
        /** Light out */
        val LIGHT_OUT: ObservationType get() = ObservationType("light_out")
        /** Fence damaged */
        val FENCE_DAMAGE: ObservationType get() = ObservationType("fence_damage")
        /** Signs of an intruder */
        val INTRUDER_SIGNS: ObservationType get() = ObservationType("intruder_signs")
        /** Suspicious activity */
        val SUSPICIOUS_ACTIVITY: ObservationType get() = ObservationType("suspicious_activity")
        /** Hazard */
        val HAZARD: ObservationType get() = ObservationType("hazard")
        /** Equipment fault */
        val EQUIPMENT_FAULT: ObservationType get() = ObservationType("equipment_fault")
        /** Visitor issue */
        val VISITOR_ISSUE: ObservationType get() = ObservationType("visitor_issue")
        /** Found property */
        val FOUND_PROPERTY: ObservationType get() = ObservationType("found_property")
        /** Illicit activity */
        val ILLICIT_ACTIVITY: ObservationType get() = ObservationType("illicit_activity")
        /** Citizen assisted */
        val CITIZEN_ASSIST: ObservationType get() = ObservationType("citizen_assist")
        /** Other */
        val OTHER: ObservationType get() = ObservationType("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "all_ok" to Pair("All is well", "Shwari"),
            "door_unlocked" to Pair("Door unlocked", "Mlango haujafungwa"),
            "light_out" to Pair("Light out", "Taa haiwaki"),
            "fence_damage" to Pair("Fence damaged", "Ua umeharibika"),
            "intruder_signs" to Pair("Signs of an intruder", "Dalili za mvamizi"),
            "suspicious_activity" to Pair("Suspicious activity", "Shughuli ya kutiliwa shaka"),
            "hazard" to Pair("Hazard", "Hatari"),
            "equipment_fault" to Pair("Equipment fault", "Hitilafu ya kifaa"),
            "visitor_issue" to Pair("Visitor issue", "Suala la mgeni"),
            "found_property" to Pair("Found property", "Mali iliyookotwa"),
            "illicit_activity" to Pair("Illicit activity", "Shughuli haramu"),
            "citizen_assist" to Pair("Citizen assisted", "Msaada kwa raia"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ObservationType> get() = labels.keys.map(::ObservationType)
    }
}

@JvmInline
value class OccurrenceState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Due */
        val DUE: OccurrenceState get() = OccurrenceState("due")
        /** Visited */
        val VISITED: OccurrenceState get() = OccurrenceState("visited")
        /** In time, heard of late */
        val OK_SYNCED_LATE: OccurrenceState get() = OccurrenceState("ok_synced_late")
        /** Skipped */
        val SKIPPED: OccurrenceState get() = OccurrenceState("skipped")
        /** Missed */
        val MISSED: OccurrenceState get() = OccurrenceState("missed")
        /** Offline: not known */
        val UNKNOWN_OFFLINE: OccurrenceState get() = OccurrenceState("unknown_offline")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "due" to Pair("Due", "Inasubiriwa"),
            "visited" to Pair("Visited", "Imetembelewa"),
            "ok_synced_late" to Pair("In time, heard of late", "Kwa wakati, imefika baadaye"),
            "skipped" to Pair("Skipped", "Imerukwa"),
            "missed" to Pair("Missed", "Haikutembelewa"),
            "unknown_offline" to Pair("Offline: not known", "Nje ya mtandao: haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<OccurrenceState> get() = labels.keys.map(::OccurrenceState)
    }
}

@JvmInline
value class OrderMode(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Any order */
        val ANY: OrderMode get() = OrderMode("any")
        /** As listed */
        val STRICT: OrderMode get() = OrderMode("strict")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "any" to Pair("Any order", "Mpangilio wowote"),
            "strict" to Pair("As listed", "Kwa mpangilio"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<OrderMode> get() = labels.keys.map(::OrderMode)
    }
}

@JvmInline
value class Outcome(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Fixed */
        val FIXED: Outcome get() = Outcome("fixed")
        /** Suspect arrested by police */
        val SUSPECT_ARRESTED_BY_POLICE: Outcome get() = Outcome("suspect_arrested_by_police")
        /** Handed to a service */
        val HANDED_TO_SERVICE: Outcome get() = Outcome("handed_to_service")
        /** Property recovered */
        val PROPERTY_RECOVERED: Outcome get() = Outcome("property_recovered")
        /** Advice given */
        val ADVICE_GIVEN: Outcome get() = Outcome("advice_given")
        /** Not found on arrival */
        val NOT_FOUND_ON_ARRIVAL: Outcome get() = Outcome("not_found_on_arrival")
        /** No offence */
        val NO_OFFENCE: Outcome get() = Outcome("no_offence")
        /** Not enough information */
        val INSUFFICIENT_INFO: Outcome get() = Outcome("insufficient_info")
        /** Confirmed false report */
        val FALSE_REPORT_CONFIRMED: Outcome get() = Outcome("false_report_confirmed")
        /** Out of area */
        val OUT_OF_AREA: Outcome get() = Outcome("out_of_area")
        /** Other */
        val OTHER: Outcome get() = Outcome("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "fixed" to Pair("Fixed", "Imerekebishwa"),
            "suspect_arrested_by_police" to Pair("Suspect arrested by police", "Mshukiwa amekamatwa na polisi"),
            "handed_to_service" to Pair("Handed to a service", "Imekabidhiwa idara"),
            "property_recovered" to Pair("Property recovered", "Mali imepatikana"),
            "advice_given" to Pair("Advice given", "Ushauri umetolewa"),
            "not_found_on_arrival" to Pair("Not found on arrival", "Haikupatikana"),
            "no_offence" to Pair("No offence", "Hakuna kosa"),
            "insufficient_info" to Pair("Not enough information", "Taarifa hazitoshi"),
            "false_report_confirmed" to Pair("Confirmed false report", "Ripoti ya uongo imethibitishwa"),
            "out_of_area" to Pair("Out of area", "Nje ya eneo"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Outcome> get() = labels.keys.map(::Outcome)
    }
}

@JvmInline
value class OutreachKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Sermon or talk */
        val SERMON_TALK: OutreachKind get() = OutreachKind("sermon_talk")
        /** Forum */
        val FORUM: OutreachKind get() = OutreachKind("forum")
        /** School visit */
        val SCHOOL_VISIT: OutreachKind get() = OutreachKind("school_visit")
        /** Sports */
        val SPORTS: OutreachKind get() = OutreachKind("sports")
        /** Door to door */
        val DOOR_TO_DOOR: OutreachKind get() = OutreachKind("door_to_door")
        /** Roadshow */
        val ROADSHOW: OutreachKind get() = OutreachKind("roadshow")
        /** Counselling day */
        val COUNSELLING_DAY: OutreachKind get() = OutreachKind("counselling_day")
        /** Support group */
        val SUPPORT_GROUP: OutreachKind get() = OutreachKind("support_group")
        /** Market visit */
        val MARKET_VISIT: OutreachKind get() = OutreachKind("market_visit")
        /** Joint inspection */
        val INSPECTION_JOINT: OutreachKind get() = OutreachKind("inspection_joint")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "sermon_talk" to Pair("Sermon or talk", "Mahubiri au mazungumzo"),
            "forum" to Pair("Forum", "Kongamano"),
            "school_visit" to Pair("School visit", "Ziara ya shule"),
            "sports" to Pair("Sports", "Michezo"),
            "door_to_door" to Pair("Door to door", "Nyumba kwa nyumba"),
            "roadshow" to Pair("Roadshow", "Msafara wa uhamasishaji"),
            "counselling_day" to Pair("Counselling day", "Siku ya ushauri nasaha"),
            "support_group" to Pair("Support group", "Kikundi cha usaidizi"),
            "market_visit" to Pair("Market visit", "Ziara ya soko"),
            "inspection_joint" to Pair("Joint inspection", "Ukaguzi wa pamoja"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<OutreachKind> get() = labels.keys.map(::OutreachKind)
    }
}

@JvmInline
value class OutreachState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Planned */
        val PLANNED: OutreachState get() = OutreachState("planned")
        /** Held */
        val HELD: OutreachState get() = OutreachState("held")
        /** Postponed */
        val POSTPONED: OutreachState get() = OutreachState("postponed")
        /** Cancelled */
        val CANCELLED: OutreachState get() = OutreachState("cancelled")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "planned" to Pair("Planned", "Imepangwa"),
            "held" to Pair("Held", "Imefanyika"),
            "postponed" to Pair("Postponed", "Imeahirishwa"),
            "cancelled" to Pair("Cancelled", "Imeghairiwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<OutreachState> get() = labels.keys.map(::OutreachState)
    }
}

@JvmInline
value class PartName(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Essentials */
        val CORE: PartName get() = PartName("core")
        /** Text */
        val TEXT: PartName get() = PartName("text")
        /** Place */
        val PLACE: PartName get() = PartName("place")
        /** Sensitive */
        val SENSITIVE: PartName get() = PartName("sensitive")
        /** Track */
        val TRACK: PartName get() = PartName("track")
        /** Identity */
        val IDENTITY: PartName get() = PartName("identity")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "core" to Pair("Essentials", "Muhimu"),
            "text" to Pair("Text", "Maandishi"),
            "place" to Pair("Place", "Mahali"),
            "sensitive" to Pair("Sensitive", "Nyeti"),
            "track" to Pair("Track", "Njia iliyopitwa"),
            "identity" to Pair("Identity", "Utambulisho"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<PartName> get() = labels.keys.map(::PartName)
    }
}

@JvmInline
value class PatrolState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Planned */
        val PLANNED: PatrolState get() = PatrolState("planned")
        /** Active */
        val ACTIVE: PatrolState get() = PatrolState("active")
        /** Paused */
        val PAUSED: PatrolState get() = PatrolState("paused")
        /** Completed */
        val COMPLETED: PatrolState get() = PatrolState("completed")
        /** Aborted */
        val ABORTED: PatrolState get() = PatrolState("aborted")
        /** Closed by itself */
        val AUTO_CLOSED: PatrolState get() = PatrolState("auto_closed")
        /** Queried */
        val QUERIED: PatrolState get() = PatrolState("queried")
        /** Explained */
        val EXPLAINED: PatrolState get() = PatrolState("explained")
        /** Reviewed */
        val REVIEWED: PatrolState get() = PatrolState("reviewed")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "planned" to Pair("Planned", "Imepangwa"),
            "active" to Pair("Active", "Inaendelea"),
            "paused" to Pair("Paused", "Imesitishwa"),
            "completed" to Pair("Completed", "Imekamilika"),
            "aborted" to Pair("Aborted", "Imekatishwa"),
            "auto_closed" to Pair("Closed by itself", "Imejifunga"),
            "queried" to Pair("Queried", "Imeulizwa"),
            "explained" to Pair("Explained", "Imeelezwa"),
            "reviewed" to Pair("Reviewed", "Imekaguliwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<PatrolState> get() = labels.keys.map(::PatrolState)
    }
}

@JvmInline
value class PositionSource(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Satellite fix */
        val GNSS: PositionSource get() = PositionSource("gnss")
        /** Network */
        val NETWORK: PositionSource get() = PositionSource("network")
        /** Pin on the map */
        val MAP_PIN: PositionSource get() = PositionSource("map_pin")
        /** Checkpoint */
        val CHECKPOINT: PositionSource get() = PositionSource("checkpoint")
        /** Named place */
        val PLACE: PositionSource get() = PositionSource("place")
        /** Ward only */
        val WARD_ONLY: PositionSource get() = PositionSource("ward_only")
        /** Text message */
        val SMS: PositionSource get() = PositionSource("sms")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "gnss" to Pair("Satellite fix", "Setilaiti"),
            "network" to Pair("Network", "Mtandao"),
            "map_pin" to Pair("Pin on the map", "Alama kwenye ramani"),
            "checkpoint" to Pair("Checkpoint", "Kituo cha ukaguzi"),
            "place" to Pair("Named place", "Mahali palipotajwa"),
            "ward_only" to Pair("Ward only", "Wadi pekee"),
            "sms" to Pair("Text message", "Ujumbe mfupi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<PositionSource> get() = labels.keys.map(::PositionSource)
    }
}

@JvmInline
value class Priority(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Low */
        val LOW: Priority get() = Priority("low")
        /** Normal */
        val NORMAL: Priority get() = Priority("normal")
        /** High */
        val HIGH: Priority get() = Priority("high")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "low" to Pair("Low", "Chini"),
            "normal" to Pair("Normal", "Kawaida"),
            "high" to Pair("High", "Juu"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Priority> get() = labels.keys.map(::Priority)
    }
}

@JvmInline
value class Prong(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Faith outreach */
        val FAITH_OUTREACH: Prong get() = Prong("faith_outreach")
        /** Peer education */
        val PEER_EDUCATION: Prong get() = Prong("peer_education")
        /** Community rehabilitation */
        val COMMUNITY_REHAB: Prong get() = Prong("community_rehab")
        /** Integrated enforcement */
        val INTEGRATED_ENFORCEMENT: Prong get() = Prong("integrated_enforcement")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "faith_outreach" to Pair("Faith outreach", "Uhamasishaji wa kidini"),
            "peer_education" to Pair("Peer education", "Elimu rika"),
            "community_rehab" to Pair("Community rehabilitation", "Urekebishaji wa kijamii"),
            "integrated_enforcement" to Pair("Integrated enforcement", "Utekelezaji wa pamoja"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Prong> get() = labels.keys.map(::Prong)
    }
}

@JvmInline
value class PublicationStatus(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Waiting for a moderator */
        val PENDING: PublicationStatus get() = PublicationStatus("pending")
        /** Approved */
        val APPROVED: PublicationStatus get() = PublicationStatus("approved")
        /** Published with less */
        val REDACTED: PublicationStatus get() = PublicationStatus("redacted")
        /** Rejected */
        val REJECTED: PublicationStatus get() = PublicationStatus("rejected")
        /** Hidden */
        val HIDDEN: PublicationStatus get() = PublicationStatus("hidden")
        /** Expired */
        val EXPIRED: PublicationStatus get() = PublicationStatus("expired")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "pending" to Pair("Waiting for a moderator", "Inasubiri msimamizi"),
            "approved" to Pair("Approved", "Imeidhinishwa"),
            "redacted" to Pair("Published with less", "Imechapishwa kwa kifupi"),
            "rejected" to Pair("Rejected", "Imekataliwa"),
            "hidden" to Pair("Hidden", "Imefichwa"),
            "expired" to Pair("Expired", "Imeisha muda"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<PublicationStatus> get() = labels.keys.map(::PublicationStatus)
    }
}

@JvmInline
value class Purpose(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Handling reports */
        val REPORTING: Purpose get() = Purpose("reporting")
        /** Answering calls for help */
        val EMERGENCY: Purpose get() = Purpose("emergency")
        /** Records of guarding */
        val GUARDING: Purpose get() = Purpose("guarding")
        /** Warning the public */
        val WARNING: Purpose get() = Purpose("warning")
        /** Referral to care */
        val CARE: Purpose get() = Purpose("care")
        /** Numbers by ward and month */
        val STATISTICS: Purpose get() = Purpose("statistics")
        /** Showing who looked */
        val ACCOUNTABILITY: Purpose get() = Purpose("accountability")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "reporting" to Pair("Handling reports", "Kushughulikia ripoti"),
            "emergency" to Pair("Answering calls for help", "Kuitikia wito wa msaada"),
            "guarding" to Pair("Records of guarding", "Rekodi za ulinzi"),
            "warning" to Pair("Warning the public", "Kutahadharisha umma"),
            "care" to Pair("Referral to care", "Rufaa ya huduma"),
            "statistics" to Pair("Numbers by ward and month", "Takwimu za wadi na mwezi"),
            "accountability" to Pair("Showing who looked", "Kuonyesha nani ameangalia"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Purpose> get() = labels.keys.map(::Purpose)
    }
}

@JvmInline
value class ReferenceSystem(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Occurrence Book */
        val OB: ReferenceSystem get() = ReferenceSystem("ob")
        /** Open311 */
        val OPEN311: ReferenceSystem get() = ReferenceSystem("open311")
        /** Ushahidi */
        val USHAHIDI: ReferenceSystem get() = ReferenceSystem("ushahidi")
        /** Security firm */
        val FIRM: ReferenceSystem get() = ReferenceSystem("firm")
        /** Other */
        val OTHER: ReferenceSystem get() = ReferenceSystem("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "ob" to Pair("Occurrence Book", "Kitabu cha matukio"),
            "open311" to Pair("Open311", "Open311"),
            "ushahidi" to Pair("Ushahidi", "Ushahidi"),
            "firm" to Pair("Security firm", "Kampuni ya ulinzi"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ReferenceSystem> get() = labels.keys.map(::ReferenceSystem)
    }
}

@JvmInline
value class RefusalCode(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** The case has moved on */
        val WRONG_STATUS: RefusalCode get() = RefusalCode("wrong_status")
        /** Your role may not do this */
        val NOT_YOUR_ROLE: RefusalCode get() = RefusalCode("not_your_role")
        /** Only the police resolve a crime */
        val CRIME_NEEDS_POLICE: RefusalCode get() = RefusalCode("crime_needs_police")
        /** Outside your area */
        val OUT_OF_SCOPE: RefusalCode get() = RefusalCode("out_of_scope")
        /** Another station's case */
        val OTHER_STATION: RefusalCode get() = RefusalCode("other_station")
        /** Not assigned to you */
        val NOT_ASSIGNEE: RefusalCode get() = RefusalCode("not_assignee")
        /** Only the reporter may do this */
        val NOT_REPORTER: RefusalCode get() = RefusalCode("not_reporter")
        /** Not accepted yet */
        val NOT_ACCEPTED: RefusalCode get() = RefusalCode("not_accepted")
        /** Too far from the place */
        val TOO_FAR: RefusalCode get() = RefusalCode("too_far")
        /** There is no open handover offer */
        val NO_OFFER: RefusalCode get() = RefusalCode("no_offer")
        /** Something is missing */
        val INCOMPLETE: RefusalCode get() = RefusalCode("incomplete")
        /** A second person must agree */
        val SECOND_PERSON: RefusalCode get() = RefusalCode("second_person")
        /** Too early */
        val TOO_EARLY: RefusalCode get() = RefusalCode("too_early")
        /** Too late */
        val TOO_LATE: RefusalCode get() = RefusalCode("too_late")
        /** Your account is too new (72 hours) */
        val NEW_ACCOUNT: RefusalCode get() = RefusalCode("new_account")
        /** You did this before */
        val ALREADY_DONE: RefusalCode get() = RefusalCode("already_done")
        /** The other report is still open: unlink instead */
        val PARENT_OPEN: RefusalCode get() = RefusalCode("parent_open")
        /** Reports of this kind are never merged */
        val NEVER_MERGED: RefusalCode get() = RefusalCode("never_merged")
        /** Send this as a tip */
        val TIP_ONLY: RefusalCode get() = RefusalCode("tip_only")
        /** Too many people would see this */
        val AUDIENCE_TOO_WIDE: RefusalCode get() = RefusalCode("audience_too_wide")
        /** Kept to responders while a crowd is in danger */
        val MOB_RISK: RefusalCode get() = RefusalCode("mob_risk")
        /** Not available yet */
        val UNAVAILABLE: RefusalCode get() = RefusalCode("unavailable")
        /** You hold no grant for this role */
        val NO_GRANT: RefusalCode get() = RefusalCode("no_grant")
        /** Your grant has expired */
        val GRANT_EXPIRED: RefusalCode get() = RefusalCode("grant_expired")
        /** Your grant was revoked */
        val GRANT_REVOKED: RefusalCode get() = RefusalCode("grant_revoked")
        /** Too many reports in an hour */
        val RATE_LIMITED: RefusalCode get() = RefusalCode("rate_limited")
        /** This needs a connection */
        val NEEDS_CONNECTION: RefusalCode get() = RefusalCode("needs_connection")
        /** Only the hub does this */
        val HUB_ONLY: RefusalCode get() = RefusalCode("hub_only")
        /** The record is damaged */
        val MALFORMED: RefusalCode get() = RefusalCode("malformed")
        /** The signature does not hold */
        val BAD_SIGNATURE: RefusalCode get() = RefusalCode("bad_signature")
        /** The record does not follow from the one before */
        val CHAIN_BROKEN: RefusalCode get() = RefusalCode("chain_broken")
        /** Two devices continued the same record */
        val CHAIN_FORK: RefusalCode get() = RefusalCode("chain_fork")
        /** The identity is not proven */
        val IDENTITY_UNPROVEN: RefusalCode get() = RefusalCode("identity_unproven")
        /** Nothing is known of this */
        val UNKNOWN_SUBJECT: RefusalCode get() = RefusalCode("unknown_subject")
        /** You are a party to this */
        val CONFLICT_OF_INTEREST: RefusalCode get() = RefusalCode("conflict_of_interest")
        /** There is nothing to appeal against */
        val NOTHING_TO_APPEAL: RefusalCode get() = RefusalCode("nothing_to_appeal")
        /** Say what was done, not who somebody is */
        val PROFILING_ONLY: RefusalCode get() = RefusalCode("profiling_only")
        /** Not here: this is kept apart */
        val WRONG_REALM: RefusalCode get() = RefusalCode("wrong_realm")
        /** Consent is missing */
        val NO_CONSENT: RefusalCode get() = RefusalCode("no_consent")
        /** A guardian must agree, or the children's office (116) */
        val GUARDIAN_NEEDED: RefusalCode get() = RefusalCode("guardian_needed")
        /** The centre is not accredited today */
        val NOT_ACCREDITED: RefusalCode get() = RefusalCode("not_accredited")
        /** Call the emergency number first */
        val EMERGENCY_FIRST: RefusalCode get() = RefusalCode("emergency_first")
        /** It names a person */
        val NAMES_PERSON: RefusalCode get() = RefusalCode("names_person")
        /** It names a household */
        val NAMES_HOUSEHOLD: RefusalCode get() = RefusalCode("names_household")
        /** It would exclude a community */
        val EXCLUDES_COMMUNITY: RefusalCode get() = RefusalCode("excludes_community")
        /** Patrols are for registered guards and the police */
        val UNREGISTERED_PATROL: RefusalCode get() = RefusalCode("unregistered_patrol")
        /** Late, not counted */
        val LATE_VOTE: RefusalCode get() = RefusalCode("late_vote")
        /** You do not vote in this ballot */
        val NOT_IN_ELECTORATE: RefusalCode get() = RefusalCode("not_in_electorate")
        /** A moderator has not approved it */
        val NOT_CHECKED: RefusalCode get() = RefusalCode("not_checked")
        /** Not your commitment */
        val NOT_OWNER: RefusalCode get() = RefusalCode("not_owner")
        /** Official records are kept for audit */
        val AUDIT_BOUND: RefusalCode get() = RefusalCode("audit_bound")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "wrong_status" to Pair("The case has moved on", "Kesi imeshasonga mbele"),
            "not_your_role" to Pair("Your role may not do this", "Jukumu lako haliruhusu hili"),
            "crime_needs_police" to Pair("Only the police resolve a crime", "Polisi pekee ndio wanaofunga kesi ya uhalifu"),
            "out_of_scope" to Pair("Outside your area", "Nje ya eneo lako"),
            "other_station" to Pair("Another station's case", "Kesi ya kituo kingine"),
            "not_assignee" to Pair("Not assigned to you", "Hukupewa kazi hii"),
            "not_reporter" to Pair("Only the reporter may do this", "Mripoti pekee anaweza kufanya hili"),
            "not_accepted" to Pair("Not accepted yet", "Haijakubaliwa bado"),
            "too_far" to Pair("Too far from the place", "Uko mbali na mahali"),
            "no_offer" to Pair("There is no open handover offer", "Hakuna makabidhiano yanayosubiri"),
            "incomplete" to Pair("Something is missing", "Kuna kitu kinakosekana"),
            "second_person" to Pair("A second person must agree", "Mtu wa pili lazima akubali"),
            "too_early" to Pair("Too early", "Ni mapema mno"),
            "too_late" to Pair("Too late", "Umechelewa"),
            "new_account" to Pair("Your account is too new (72 hours)", "Akaunti yako ni mpya mno (saa 72)"),
            "already_done" to Pair("You did this before", "Ulishafanya hili"),
            "parent_open" to Pair("The other report is still open: unlink instead", "Ripoti nyingine bado iko wazi: itenganishe"),
            "never_merged" to Pair("Reports of this kind are never merged", "Ripoti za aina hii haziunganishwi"),
            "tip_only" to Pair("Send this as a tip", "Tuma hii kama dokezo"),
            "audience_too_wide" to Pair("Too many people would see this", "Watu wengi mno wangeona hili"),
            "mob_risk" to Pair("Kept to responders while a crowd is in danger", "Ni kwa wanaoitikia pekee"),
            "unavailable" to Pair("Not available yet", "Bado haipatikani"),
            "no_grant" to Pair("You hold no grant for this role", "Huna idhini ya jukumu hili"),
            "grant_expired" to Pair("Your grant has expired", "Idhini yako imeisha"),
            "grant_revoked" to Pair("Your grant was revoked", "Idhini yako imefutwa"),
            "rate_limited" to Pair("Too many reports in an hour", "Ripoti nyingi mno kwa saa moja"),
            "needs_connection" to Pair("This needs a connection", "Hili linahitaji mtandao"),
            "hub_only" to Pair("Only the hub does this", "Kituo pekee hufanya hili"),
            "malformed" to Pair("The record is damaged", "Rekodi imeharibika"),
            "bad_signature" to Pair("The signature does not hold", "Sahihi si sahihi"),
            "chain_broken" to Pair("The record does not follow from the one before", "Rekodi haifuatani"),
            "chain_fork" to Pair("Two devices continued the same record", "Vifaa viwili viliendeleza rekodi moja"),
            "identity_unproven" to Pair("The identity is not proven", "Utambulisho haujathibitishwa"),
            "unknown_subject" to Pair("Nothing is known of this", "Hakuna kinachojulikana kuhusu hili"),
            "conflict_of_interest" to Pair("You are a party to this", "Una maslahi katika jambo hili"),
            "nothing_to_appeal" to Pair("There is nothing to appeal against", "Hakuna uamuzi wa kukatia rufaa"),
            "profiling_only" to Pair("Say what was done, not who somebody is", "Eleza kilichofanywa, si mtu ni nani"),
            "wrong_realm" to Pair("Not here: this is kept apart", "Si hapa: hili hutunzwa kando"),
            "no_consent" to Pair("Consent is missing", "Idhini haijatolewa"),
            "guardian_needed" to Pair("A guardian must agree, or the children's office (116)", "Mlezi lazima akubali, au ofisi ya watoto (116)"),
            "not_accredited" to Pair("The centre is not accredited today", "Kituo hakina idhini leo"),
            "emergency_first" to Pair("Call the emergency number first", "Piga simu ya dharura kwanza"),
            "names_person" to Pair("It names a person", "Linamtaja mtu"),
            "names_household" to Pair("It names a household", "Linaitaja kaya"),
            "excludes_community" to Pair("It would exclude a community", "Lingeitenga jamii"),
            "unregistered_patrol" to Pair("Patrols are for registered guards and the police", "Doria ni ya walinzi waliosajiliwa na polisi"),
            "late_vote" to Pair("Late, not counted", "Imechelewa, haikuhesabiwa"),
            "not_in_electorate" to Pair("You do not vote in this ballot", "Wewe si mpiga kura katika kura hii"),
            "not_checked" to Pair("A moderator has not approved it", "Msimamizi hajaidhinisha"),
            "not_owner" to Pair("Not your commitment", "Ahadi hii si yako"),
            "audit_bound" to Pair("Official records are kept for audit", "Rekodi rasmi huhifadhiwa kwa ukaguzi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<RefusalCode> get() = labels.keys.map(::RefusalCode)
    }
}

@JvmInline
value class RejectReason(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Names a person */
        val NAMES_PERSON: RejectReason get() = RejectReason("names_person")
        /** Photo of a person */
        val PHOTO_OF_PERSON: RejectReason get() = RejectReason("photo_of_person")
        /** Phone number or plate */
        val PHONE_OR_PLATE: RejectReason get() = RejectReason("phone_or_plate")
        /** Profiling */
        val PROFILING: RejectReason get() = RejectReason("profiling")
        /** Incitement */
        val INCITEMENT: RejectReason get() = RejectReason("incitement")
        /** Advertising */
        val ADVERTISING: RejectReason get() = RejectReason("advertising")
        /** Political */
        val POLITICAL: RejectReason get() = RejectReason("political")
        /** Spam */
        val SPAM: RejectReason get() = RejectReason("spam")
        /** Not local */
        val NOT_LOCAL: RejectReason get() = RejectReason("not_local")
        /** Unverifiable accusation */
        val UNVERIFIABLE_ACCUSATION: RejectReason get() = RejectReason("unverifiable_accusation")
        /** Duplicates another */
        val DUPLICATES: RejectReason get() = RejectReason("duplicates")
        /** Other */
        val OTHER: RejectReason get() = RejectReason("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "names_person" to Pair("Names a person", "Inataja mtu"),
            "photo_of_person" to Pair("Photo of a person", "Picha ya mtu"),
            "phone_or_plate" to Pair("Phone number or plate", "Namba ya simu au gari"),
            "profiling" to Pair("Profiling", "Ubaguzi"),
            "incitement" to Pair("Incitement", "Uchochezi"),
            "advertising" to Pair("Advertising", "Tangazo"),
            "political" to Pair("Political", "Siasa"),
            "spam" to Pair("Spam", "Taka"),
            "not_local" to Pair("Not local", "Si ya eneo hili"),
            "unverifiable_accusation" to Pair("Unverifiable accusation", "Tuhuma isiyothibitika"),
            "duplicates" to Pair("Duplicates another", "Imerudiwa"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<RejectReason> get() = labels.keys.map(::RejectReason)
    }
}

@JvmInline
value class ReporterRelation(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Victim */
        val VICTIM: ReporterRelation get() = ReporterRelation("victim")
        /** Witness */
        val WITNESS: ReporterRelation get() = ReporterRelation("witness")
        /** On behalf of somebody */
        val ON_BEHALF: ReporterRelation get() = ReporterRelation("on_behalf")
        /** Guard on duty */
        val GUARD_ON_DUTY: ReporterRelation get() = ReporterRelation("guard_on_duty")
        /** Official */
        val OFFICIAL: ReporterRelation get() = ReporterRelation("official")
        /** Heard from somebody */
        val HEARD_FROM_OTHER: ReporterRelation get() = ReporterRelation("heard_from_other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "victim" to Pair("Victim", "Mwathiriwa"),
            "witness" to Pair("Witness", "Shahidi"),
            "on_behalf" to Pair("On behalf of somebody", "Kwa niaba ya mwingine"),
            "guard_on_duty" to Pair("Guard on duty", "Mlinzi kazini"),
            "official" to Pair("Official", "Afisa"),
            "heard_from_other" to Pair("Heard from somebody", "Nimesikia"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ReporterRelation> get() = labels.keys.map(::ReporterRelation)
    }
}

@JvmInline
value class RetentionClass(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Report */
        val INCIDENT: RetentionClass get() = RetentionClass("incident")
        /** Sensitive report */
        val INCIDENT_SENSITIVE: RetentionClass get() = RetentionClass("incident_sensitive")
        /** Anonymous thread */
        val ANONYMOUS_THREAD: RetentionClass get() = RetentionClass("anonymous_thread")
        /** Tip */
        val TIP: RetentionClass get() = RetentionClass("tip")
        /** Media */
        val MEDIA: RetentionClass get() = RetentionClass("media")
        /** Patrol track */
        val TRACK: RetentionClass get() = RetentionClass("track")
        /** Shifts, visits, handovers */
        val DUTY: RetentionClass get() = RetentionClass("duty")
        /** Positions of an SOS */
        val SOS_POSITIONS: RetentionClass get() = RetentionClass("sos_positions")
        /** Alert */
        val ALERT: RetentionClass get() = RetentionClass("alert")
        /** Proposal and ballot */
        val PROPOSAL: RetentionClass get() = RetentionClass("proposal")
        /** Referral */
        val REFERRAL: RetentionClass get() = RetentionClass("referral")
        /** Attendance with names */
        val ATTENDANCE_NAMED: RetentionClass get() = RetentionClass("attendance_named")
        /** Who looked */
        val AUDIT: RetentionClass get() = RetentionClass("audit")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "incident" to Pair("Report", "Ripoti"),
            "incident_sensitive" to Pair("Sensitive report", "Ripoti nyeti"),
            "anonymous_thread" to Pair("Anonymous thread", "Mazungumzo bila jina"),
            "tip" to Pair("Tip", "Dokezo"),
            "media" to Pair("Media", "Picha na sauti"),
            "track" to Pair("Patrol track", "Njia ya doria"),
            "duty" to Pair("Shifts, visits, handovers", "Zamu, ukaguzi na makabidhiano"),
            "sos_positions" to Pair("Positions of an SOS", "Mahali pa SOS"),
            "alert" to Pair("Alert", "Tahadhari"),
            "proposal" to Pair("Proposal and ballot", "Pendekezo na kura"),
            "referral" to Pair("Referral", "Rufaa"),
            "attendance_named" to Pair("Attendance with names", "Mahudhurio yenye majina"),
            "audit" to Pair("Who looked", "Nani ameangalia"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<RetentionClass> get() = labels.keys.map(::RetentionClass)
    }
}

@JvmInline
value class ReviewDecision(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Accepted */
        val ACCEPTED: ReviewDecision get() = ReviewDecision("accepted")
        /** Queried */
        val QUERIED: ReviewDecision get() = ReviewDecision("queried")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "accepted" to Pair("Accepted", "Imekubaliwa"),
            "queried" to Pair("Queried", "Imeulizwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ReviewDecision> get() = labels.keys.map(::ReviewDecision)
    }
}

@JvmInline
value class Role(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Resident */
        val RESIDENT: Role get() = Role("resident")
        /** Resident-association official */
        val RA_OFFICIAL: Role get() = Role("ra_official")
        /** Community leader */
        val COMMUNITY_LEADER: Role get() = Role("community_leader")
        /** Chief / assistant chief */
        val NGAO_OFFICER: Role get() = Role("ngao_officer")
        /** Private security guard */
        val GUARD: Role get() = Role("guard")
        /** Firm supervisor / control room */
        val FIRM_SUPERVISOR: Role get() = Role("firm_supervisor")
        /** Police officer */
        val POLICE_OFFICER: Role get() = Role("police_officer")
        /** Outreach worker */
        val OUTREACH_WORKER: Role get() = Role("outreach_worker")
        /** Rehab-centre intake staff */
        val REHAB_INTAKE: Role get() = Role("rehab_intake")
        /** Moderator */
        val MODERATOR: Role get() = Role("moderator")
        /** Programme administrator */
        val PROGRAMME_ADMIN: Role get() = Role("programme_admin")
        /** Oversight reader */
        val OVERSIGHT: Role get() = Role("oversight")
        /** The hub */
        val HUB: Role get() = Role("hub")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "resident" to Pair("Resident", "Mkazi"),
            "ra_official" to Pair("Resident-association official", "Afisa wa chama cha wakazi"),
            "community_leader" to Pair("Community leader", "Kiongozi wa jamii"),
            "ngao_officer" to Pair("Chief / assistant chief", "Chifu / naibu wa chifu"),
            "guard" to Pair("Private security guard", "Mlinzi"),
            "firm_supervisor" to Pair("Firm supervisor / control room", "Msimamizi wa walinzi"),
            "police_officer" to Pair("Police officer", "Afisa wa polisi"),
            "outreach_worker" to Pair("Outreach worker", "Mhudumu wa uhamasishaji"),
            "rehab_intake" to Pair("Rehab-centre intake staff", "Mhudumu wa kituo cha urekebishaji"),
            "moderator" to Pair("Moderator", "Msimamizi wa maudhui"),
            "programme_admin" to Pair("Programme administrator", "Msimamizi wa programu"),
            "oversight" to Pair("Oversight reader", "Ofisi ya usimamizi"),
            "hub" to Pair("The hub", "Kituo"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Role> get() = labels.keys.map(::Role)
    }
}

@JvmInline
value class Severity(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Extreme */
        val EXTREME: Severity get() = Severity("extreme")
        /** Severe */
        val SEVERE: Severity get() = Severity("severe")
        /** Moderate */
        val MODERATE: Severity get() = Severity("moderate")
        /** Minor */
        val MINOR: Severity get() = Severity("minor")
        /** Unknown */
        val UNKNOWN: Severity get() = Severity("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "extreme" to Pair("Extreme", "Hatari mno"),
            "severe" to Pair("Severe", "Hatari kubwa"),
            "moderate" to Pair("Moderate", "Hatari ya wastani"),
            "minor" to Pair("Minor", "Hatari ndogo"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Severity> get() = labels.keys.map(::Severity)
    }
}

@JvmInline
value class ShiftState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Planned */
        val PLANNED: ShiftState get() = ShiftState("planned")
        /** On duty */
        val ON_DUTY: ShiftState get() = ShiftState("on_duty")
        /** On break */
        val ON_BREAK: ShiftState get() = ShiftState("on_break")
        /** Handing over */
        val HANDOVER: ShiftState get() = ShiftState("handover")
        /** Ended */
        val ENDED: ShiftState get() = ShiftState("ended")
        /** Did not come */
        val NO_SHOW: ShiftState get() = ShiftState("no_show")
        /** Abandoned */
        val ABANDONED: ShiftState get() = ShiftState("abandoned")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "planned" to Pair("Planned", "Imepangwa"),
            "on_duty" to Pair("On duty", "Kazini"),
            "on_break" to Pair("On break", "Mapumziko"),
            "handover" to Pair("Handing over", "Makabidhiano"),
            "ended" to Pair("Ended", "Imeisha"),
            "no_show" to Pair("Did not come", "Hakufika"),
            "abandoned" to Pair("Abandoned", "Ameacha kituo"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ShiftState> get() = labels.keys.map(::ShiftState)
    }
}

@JvmInline
value class SkipReason(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Unsafe */
        val UNSAFE: SkipReason get() = SkipReason("unsafe")
        /** Blocked */
        val BLOCKED: SkipReason get() = SkipReason("blocked")
        /** Tag missing */
        val TAG_MISSING: SkipReason get() = SkipReason("tag_missing")
        /** Tag damaged */
        val TAG_DAMAGED: SkipReason get() = SkipReason("tag_damaged")
        /** Responding to an incident */
        val RESPONDING_TO_INCIDENT: SkipReason get() = SkipReason("responding_to_incident")
        /** Weather */
        val WEATHER: SkipReason get() = SkipReason("weather")
        /** Instructed */
        val INSTRUCTED: SkipReason get() = SkipReason("instructed")
        /** Other */
        val OTHER: SkipReason get() = SkipReason("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "unsafe" to Pair("Unsafe", "Si salama"),
            "blocked" to Pair("Blocked", "Njia imefungwa"),
            "tag_missing" to Pair("Tag missing", "Kibandiko hakipo"),
            "tag_damaged" to Pair("Tag damaged", "Kibandiko kimeharibika"),
            "responding_to_incident" to Pair("Responding to an incident", "Anaitikia tukio"),
            "weather" to Pair("Weather", "Hali ya hewa"),
            "instructed" to Pair("Instructed", "Maagizo"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SkipReason> get() = labels.keys.map(::SkipReason)
    }
}

@JvmInline
value class SosKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Attack */
        val ATTACK: SosKind get() = SosKind("attack")
        /** Medical */
        val MEDICAL: SosKind get() = SosKind("medical")
        /** Fire */
        val FIRE: SosKind get() = SosKind("fire")
        /** Gender-based violence */
        val GBV: SosKind get() = SosKind("gbv")
        /** Child in danger */
        val CHILD: SosKind get() = SosKind("child")
        /** Other */
        val OTHER: SosKind get() = SosKind("other")
        /** Unknown */
        val UNKNOWN: SosKind get() = SosKind("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "attack" to Pair("Attack", "Shambulio"),
            "medical" to Pair("Medical", "Matibabu"),
            "fire" to Pair("Fire", "Moto"),
            "gbv" to Pair("Gender-based violence", "Ukatili wa kijinsia"),
            "child" to Pair("Child in danger", "Mtoto hatarini"),
            "other" to Pair("Other", "Nyingine"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SosKind> get() = labels.keys.map(::SosKind)
    }
}

@JvmInline
value class SosMode(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Loud */
        val LOUD: SosMode get() = SosMode("loud")
        /** Silent */
        val SILENT: SosMode get() = SosMode("silent")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "loud" to Pair("Loud", "Kwa sauti"),
            "silent" to Pair("Silent", "Kimya"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SosMode> get() = labels.keys.map(::SosMode)
    }
}

@JvmInline
value class SosOutcome(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Resolved */
        val RESOLVED: SosOutcome get() = SosOutcome("resolved")
        /** False alarm */
        val FALSE_ALARM: SosOutcome get() = SosOutcome("false_alarm")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "resolved" to Pair("Resolved", "Imetatuliwa"),
            "false_alarm" to Pair("False alarm", "Onyo la uongo"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SosOutcome> get() = labels.keys.map(::SosOutcome)
    }
}

@JvmInline
value class SosState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Arming */
        val ARMING: SosState get() = SosState("arming")
        /** Active */
        val ACTIVE: SosState get() = SosState("active")
        /** Active, silent */
        val ACTIVE_SILENT: SosState get() = SosState("active_silent")
        /** Escalated */
        val ESCALATED: SosState get() = SosState("escalated")
        /** Acknowledged */
        val ACKNOWLEDGED: SosState get() = SosState("acknowledged")
        /** On the way */
        val RESPONDING: SosState get() = SosState("responding")
        /** On scene */
        val ON_SCENE: SosState get() = SosState("on_scene")
        /** Resolved */
        val RESOLVED: SosState get() = SosState("resolved")
        /** False alarm */
        val FALSE_ALARM: SosState get() = SosState("false_alarm")
        /** Cancelled */
        val CANCELLED: SosState get() = SosState("cancelled")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "arming" to Pair("Arming", "Inaandaliwa"),
            "active" to Pair("Active", "Inaendelea"),
            "active_silent" to Pair("Active, silent", "Inaendelea kimya"),
            "escalated" to Pair("Escalated", "Imepandishwa ngazi"),
            "acknowledged" to Pair("Acknowledged", "Imepokelewa"),
            "responding" to Pair("On the way", "Msaada uko njiani"),
            "on_scene" to Pair("On scene", "Msaada umefika"),
            "resolved" to Pair("Resolved", "Imetatuliwa"),
            "false_alarm" to Pair("False alarm", "Onyo la uongo"),
            "cancelled" to Pair("Cancelled", "Imefutwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SosState> get() = labels.keys.map(::SosState)
    }
}

@JvmInline
value class SosTrigger(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Button */
        val BUTTON: SosTrigger get() = SosTrigger("button")
        /** Power key */
        val POWER_KEY: SosTrigger get() = SosTrigger("power_key")
        /** Shaking */
        val SHAKE: SosTrigger get() = SosTrigger("shake")
        /** Voice */
        val VOICE: SosTrigger get() = SosTrigger("voice")
        /** Duress PIN */
        val DURESS_PIN: SosTrigger get() = SosTrigger("duress_pin")
        /** Welfare check missed */
        val WELFARE_MISSED: SosTrigger get() = SosTrigger("welfare_missed")
        /** Man down */
        val MAN_DOWN: SosTrigger get() = SosTrigger("man_down")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "button" to Pair("Button", "Kitufe"),
            "power_key" to Pair("Power key", "Kitufe cha kuwasha"),
            "shake" to Pair("Shaking", "Kutikisa"),
            "voice" to Pair("Voice", "Sauti"),
            "duress_pin" to Pair("Duress PIN", "PIN ya shuruti"),
            "welfare_missed" to Pair("Welfare check missed", "Hakujibu swali la usalama"),
            "man_down" to Pair("Man down", "Ameanguka"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SosTrigger> get() = labels.keys.map(::SosTrigger)
    }
}

@JvmInline
value class Strength(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Strong */
        val STRONG: Strength get() = Strength("strong")
        /** Medium */
        val MEDIUM: Strength get() = Strength("medium")
        /** Weak */
        val WEAK: Strength get() = Strength("weak")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "strong" to Pair("Strong", "Imara"),
            "medium" to Pair("Medium", "Wastani"),
            "weak" to Pair("Weak", "Dhaifu"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Strength> get() = labels.keys.map(::Strength)
    }
}

@JvmInline
value class TimePrecision(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Exact */
        val EXACT: TimePrecision get() = TimePrecision("exact")
        /** About */
        val APPROX: TimePrecision get() = TimePrecision("approx")
        /** Part of the day */
        val PART_OF_DAY: TimePrecision get() = TimePrecision("part_of_day")
        /** Unknown */
        val UNKNOWN: TimePrecision get() = TimePrecision("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "exact" to Pair("Exact", "Kamili"),
            "approx" to Pair("About", "Takriban"),
            "part_of_day" to Pair("Part of the day", "Sehemu ya siku"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<TimePrecision> get() = labels.keys.map(::TimePrecision)
    }
}

@JvmInline
value class Topic(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Incidents */
        val INCIDENTS: Topic get() = Topic("incidents")
        /** Neighbourhood */
        val PUBLICATIONS: Topic get() = Topic("publications")
        /** Guard duty */
        val DUTY: Topic get() = Topic("duty")
        /** Alerts */
        val ALERTS: Topic get() = Topic("alerts")
        /** SOS */
        val SOS: Topic get() = Topic("sos")
        /** Tips */
        val TIPS: Topic get() = Topic("tips")
        /** Outbox */
        val OUTBOX: Topic get() = Topic("outbox")
        /** Sign-in */
        val SESSION: Topic get() = Topic("session")
        /** Areas */
        val REFERENCE: Topic get() = Topic("reference")
        /** Care */
        val CARE: Topic get() = Topic("care")
        /** Outreach */
        val OUTREACH: Topic get() = Topic("outreach")
        /** Solutions */
        val SOLUTIONS: Topic get() = Topic("solutions")
        /** Your data */
        val RIGHTS: Topic get() = Topic("rights")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "incidents" to Pair("Incidents", "Matukio"),
            "publications" to Pair("Neighbourhood", "Mtaa"),
            "duty" to Pair("Guard duty", "Ulinzi"),
            "alerts" to Pair("Alerts", "Tahadhari"),
            "sos" to Pair("SOS", "SOS"),
            "tips" to Pair("Tips", "Dokezo"),
            "outbox" to Pair("Outbox", "Kikasha cha kutuma"),
            "session" to Pair("Sign-in", "Kuingia"),
            "reference" to Pair("Areas", "Maeneo"),
            "care" to Pair("Care", "Huduma ya afya"),
            "outreach" to Pair("Outreach", "Uhamasishaji"),
            "solutions" to Pair("Solutions", "Masuluhisho"),
            "rights" to Pair("Your data", "Data yako"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Topic> get() = labels.keys.map(::Topic)
    }
}

@JvmInline
value class Transport(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** On foot */
        val FOOT: Transport get() = Transport("foot")
        /** Bicycle */
        val BICYCLE: Transport get() = Transport("bicycle")
        /** Motorcycle */
        val MOTORCYCLE: Transport get() = Transport("motorcycle")
        /** Vehicle */
        val VEHICLE: Transport get() = Transport("vehicle")
        /** Boat */
        val BOAT: Transport get() = Transport("boat")
        /** With a dog */
        val DOG_FOOT: Transport get() = Transport("dog_foot")
        /** Static post */
        val STATIC_POST: Transport get() = Transport("static_post")
        /** Other */
        val OTHER: Transport get() = Transport("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "foot" to Pair("On foot", "Kwa miguu"),
            "bicycle" to Pair("Bicycle", "Baiskeli"),
            "motorcycle" to Pair("Motorcycle", "Pikipiki"),
            "vehicle" to Pair("Vehicle", "Gari"),
            "boat" to Pair("Boat", "Mashua"),
            "dog_foot" to Pair("With a dog", "Na mbwa"),
            "static_post" to Pair("Static post", "Kituo"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Transport> get() = labels.keys.map(::Transport)
    }
}

@JvmInline
value class Unproven(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** That the person was there */
        val PRESENCE: Unproven get() = Unproven("presence")
        /** What happened before it was signed */
        val BEFORE_SIGNING: Unproven get() = Unproven("before_signing")
        /** That the device's clock was right */
        val DEVICE_CLOCK: Unproven get() = Unproven("device_clock")
        /** What its author signed since the last witness */
        val OWN_WORD: Unproven get() = Unproven("own_word")
        /** What followed the last anchor */
        val AFTER_LAST_ANCHOR: Unproven get() = Unproven("after_last_anchor")
        /** What was withheld */
        val WITHHELD: Unproven get() = Unproven("withheld")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "presence" to Pair("That the person was there", "Kwamba mtu alikuwepo"),
            "before_signing" to Pair("What happened before it was signed", "Kilichotokea kabla ya kutiwa sahihi"),
            "device_clock" to Pair("That the device's clock was right", "Kwamba saa ya kifaa ilikuwa sahihi"),
            "own_word" to Pair("What its author signed since the last witness", "Alichosaini mwenyewe tangu shahidi wa mwisho"),
            "after_last_anchor" to Pair("What followed the last anchor", "Kilichofuata baada ya uthibitisho wa mwisho"),
            "withheld" to Pair("What was withheld", "Kilichozuiliwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Unproven> get() = labels.keys.map(::Unproven)
    }
}

@JvmInline
value class Urgency(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Now */
        val IMMEDIATE: Urgency get() = Urgency("Immediate")
        /** Within the hour */
        val EXPECTED: Urgency get() = Urgency("Expected")
        /** Later */
        val FUTURE: Urgency get() = Urgency("Future")
        /** Past */
        val PAST: Urgency get() = Urgency("Past")
        /** Unknown */
        val UNKNOWN: Urgency get() = Urgency("Unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "Immediate" to Pair("Now", "Sasa"),
            "Expected" to Pair("Within the hour", "Ndani ya saa moja"),
            "Future" to Pair("Later", "Baadaye"),
            "Past" to Pair("Past", "Imepita"),
            "Unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Urgency> get() = labels.keys.map(::Urgency)
    }
}

@JvmInline
value class VehicleKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Car */
        val CAR: VehicleKind get() = VehicleKind("car")
        /** Matatu */
        val MATATU: VehicleKind get() = VehicleKind("matatu")
        /** Motorbike */
        val MOTORBIKE: VehicleKind get() = VehicleKind("motorbike")
        /** Bicycle */
        val BICYCLE: VehicleKind get() = VehicleKind("bicycle")
        /** Handcart */
        val HANDCART: VehicleKind get() = VehicleKind("handcart")
        /** Other */
        val OTHER: VehicleKind get() = VehicleKind("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "car" to Pair("Car", "Gari"),
            "matatu" to Pair("Matatu", "Matatu"),
            "motorbike" to Pair("Motorbike", "Pikipiki"),
            "bicycle" to Pair("Bicycle", "Baiskeli"),
            "handcart" to Pair("Handcart", "Mkokoteni"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<VehicleKind> get() = labels.keys.map(::VehicleKind)
    }
}

@JvmInline
value class Veracity(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** New */
        val NEW: Veracity get() = Veracity("new")
        /** Under investigation */
        val UNDER_INVESTIGATION: Veracity get() = Veracity("under_investigation")
        /** Probably true */
        val PROBABLY_TRUE: Veracity get() = Veracity("probably_true")
        /** Probably false */
        val PROBABLY_FALSE: Veracity get() = Veracity("probably_false")
        /** Confirmed true */
        val CONFIRMED_TRUE: Veracity get() = Veracity("confirmed_true")
        /** Confirmed false */
        val CONFIRMED_FALSE: Veracity get() = Veracity("confirmed_false")
        /** Cannot be verified */
        val UNVERIFIABLE: Veracity get() = Veracity("unverifiable")
        /** Unverifiable, probably true */
        val UNVERIFIABLE_PROBABLY_TRUE: Veracity get() = Veracity("unverifiable_probably_true")
        /** Unverifiable, probably false */
        val UNVERIFIABLE_PROBABLY_FALSE: Veracity get() = Veracity("unverifiable_probably_false")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "new" to Pair("New", "Mpya"),
            "under_investigation" to Pair("Under investigation", "Inachunguzwa"),
            "probably_true" to Pair("Probably true", "Huenda ni kweli"),
            "probably_false" to Pair("Probably false", "Huenda si kweli"),
            "confirmed_true" to Pair("Confirmed true", "Ni kweli"),
            "confirmed_false" to Pair("Confirmed false", "Si kweli"),
            "unverifiable" to Pair("Cannot be verified", "Haiwezi kuthibitishwa"),
            "unverifiable_probably_true" to Pair("Unverifiable, probably true", "Haithibitiki, huenda kweli"),
            "unverifiable_probably_false" to Pair("Unverifiable, probably false", "Haithibitiki, huenda si kweli"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Veracity> get() = labels.keys.map(::Veracity)
    }
}

@JvmInline
value class Verdict(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** OK */
        val OK: Verdict get() = Verdict("ok")
        /** Early */
        val EARLY: Verdict get() = Verdict("early")
        /** Late */
        val LATE: Verdict get() = Verdict("late")
        /** Out of order */
        val OUT_OF_ORDER: Verdict get() = Verdict("out_of_order")
        /** Too far away */
        val TOO_FAR: Verdict get() = Verdict("too_far")
        /** Scanned before */
        val REPLAYED: Verdict get() = Verdict("replayed")
        /** Not this checkpoint's proof */
        val BAD_PROOF: Verdict get() = Verdict("bad_proof")
        /** The clock was moved */
        val CLOCK_SUSPECT: Verdict get() = Verdict("clock_suspect")
        /** By hand */
        val MANUAL: Verdict get() = Verdict("manual")
        /** Missed */
        val MISSED: Verdict get() = Verdict("missed")
        /** Skipped */
        val SKIPPED: Verdict get() = Verdict("skipped")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "ok" to Pair("OK", "Sawa"),
            "early" to Pair("Early", "Mapema"),
            "late" to Pair("Late", "Imechelewa"),
            "out_of_order" to Pair("Out of order", "Si kwa mpangilio"),
            "too_far" to Pair("Too far away", "Mbali mno"),
            "replayed" to Pair("Scanned before", "Ilishachanganuliwa"),
            "bad_proof" to Pair("Not this checkpoint's proof", "Uthibitisho si sahihi"),
            "clock_suspect" to Pair("The clock was moved", "Saa ilibadilishwa"),
            "manual" to Pair("By hand", "Kwa mkono"),
            "missed" to Pair("Missed", "Haikutembelewa"),
            "skipped" to Pair("Skipped", "Imerukwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Verdict> get() = labels.keys.map(::Verdict)
    }
}

@JvmInline
value class Weapon(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** None */
        val NONE: Weapon get() = Weapon("none")
        /** Blade */
        val BLADE: Weapon get() = Weapon("blade")
        /** Firearm */
        val FIREARM: Weapon get() = Weapon("firearm")
        /** Other */
        val OTHER: Weapon get() = Weapon("other")
        /** Unknown */
        val UNKNOWN: Weapon get() = Weapon("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "none" to Pair("None", "Hakuna"),
            "blade" to Pair("Blade", "Kisu au panga"),
            "firearm" to Pair("Firearm", "Bunduki"),
            "other" to Pair("Other", "Nyingine"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Weapon> get() = labels.keys.map(::Weapon)
    }
}

@JvmInline
value class AccreditationBody(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** NACADA */
        val NACADA: AccreditationBody get() = AccreditationBody("NACADA")
        /** PSRA */
        val PSRA: AccreditationBody get() = AccreditationBody("PSRA")
        /** National Police Service */
        val NPS: AccreditationBody get() = AccreditationBody("NPS")
        /** KMPDC */
        val KMPDC: AccreditationBody get() = AccreditationBody("KMPDC")
        /** County */
        val COUNTY: AccreditationBody get() = AccreditationBody("county")
        /** Other body */
        val OTHER: AccreditationBody get() = AccreditationBody("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "NACADA" to Pair("NACADA", "NACADA"),
            "PSRA" to Pair("PSRA", "PSRA"),
            "NPS" to Pair("National Police Service", "Huduma ya Taifa ya Polisi"),
            "KMPDC" to Pair("KMPDC", "KMPDC"),
            "county" to Pair("County", "Kaunti"),
            "other" to Pair("Other body", "Chombo kingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AccreditationBody> get() = labels.keys.map(::AccreditationBody)
    }
}

@JvmInline
value class AccreditationStatus(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Accredited */
        val ACCREDITED: AccreditationStatus get() = AccreditationStatus("accredited")
        /** Conditional */
        val CONDITIONAL: AccreditationStatus get() = AccreditationStatus("conditional")
        /** Denied */
        val DENIED: AccreditationStatus get() = AccreditationStatus("denied")
        /** Closed */
        val CLOSED: AccreditationStatus get() = AccreditationStatus("closed")
        /** Expired */
        val EXPIRED: AccreditationStatus get() = AccreditationStatus("expired")
        /** Unknown */
        val UNKNOWN: AccreditationStatus get() = AccreditationStatus("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "accredited" to Pair("Accredited", "Imeidhinishwa"),
            "conditional" to Pair("Conditional", "Kwa masharti"),
            "denied" to Pair("Denied", "Imenyimwa idhini"),
            "closed" to Pair("Closed", "Imefungwa"),
            "expired" to Pair("Expired", "Idhini imeisha muda"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AccreditationStatus> get() = labels.keys.map(::AccreditationStatus)
    }
}

@JvmInline
value class Confidence(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** High */
        val HIGH: Confidence get() = Confidence("high")
        /** Medium */
        val MEDIUM: Confidence get() = Confidence("medium")
        /** Low */
        val LOW: Confidence get() = Confidence("low")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "high" to Pair("High", "Ya juu"),
            "medium" to Pair("Medium", "Ya wastani"),
            "low" to Pair("Low", "Ya chini"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Confidence> get() = labels.keys.map(::Confidence)
    }
}

@JvmInline
value class Cost(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Free */
        val FREE: Cost get() = Cost("free")
        /** Subsidised */
        val SUBSIDISED: Cost get() = Cost("subsidised")
        /** Private */
        val PRIVATE: Cost get() = Cost("private")
        /** Unknown */
        val UNKNOWN: Cost get() = Cost("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "free" to Pair("Free", "Bila malipo"),
            "subsidised" to Pair("Subsidised", "Gharama nafuu"),
            "private" to Pair("Private", "Ya kulipia"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Cost> get() = labels.keys.map(::Cost)
    }
}

@JvmInline
value class EntryKind(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Police station */
        val POLICE_STATION: EntryKind get() = EntryKind("police_station")
        /** Police post */
        val POLICE_POST: EntryKind get() = EntryKind("police_post")
        /** Patrol base */
        val PATROL_BASE: EntryKind get() = EntryKind("patrol_base")
        /** Gender desk */
        val GENDER_DESK: EntryKind get() = EntryKind("gender_desk")
        /** Chief's office */
        val CHIEF_OFFICE: EntryKind get() = EntryKind("chief_office")
        /** Fire station */
        val FIRE_STATION: EntryKind get() = EntryKind("fire_station")
        /** Hospital */
        val HOSPITAL: EntryKind get() = EntryKind("hospital")
        /** Clinic */
        val CLINIC: EntryKind get() = EntryKind("clinic")
        /** Rehabilitation centre */
        val REHAB_CENTRE: EntryKind get() = EntryKind("rehab_centre")
        /** Counselling */
        val COUNSELLING: EntryKind get() = EntryKind("counselling")
        /** Shelter */
        val SHELTER: EntryKind get() = EntryKind("shelter")
        /** Security firm */
        val SECURITY_FIRM: EntryKind get() = EntryKind("security_firm")
        /** Resident association */
        val RESIDENT_ASSOCIATION: EntryKind get() = EntryKind("resident_association")
        /** Community policing committee */
        val COMMUNITY_POLICING_COMMITTEE: EntryKind get() = EntryKind("community_policing_committee")
        /** Faith centre */
        val FAITH_CENTRE: EntryKind get() = EntryKind("faith_centre")
        /** Legal aid */
        val LEGAL_AID: EntryKind get() = EntryKind("legal_aid")
        /** Hotline */
        val HOTLINE: EntryKind get() = EntryKind("hotline")
        /** County office */
        val COUNTY_OFFICE: EntryKind get() = EntryKind("county_office")
        /** Ambulance */
        val AMBULANCE: EntryKind get() = EntryKind("ambulance")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "police_station" to Pair("Police station", "Kituo cha polisi"),
            "police_post" to Pair("Police post", "Kituo kidogo cha polisi"),
            "patrol_base" to Pair("Patrol base", "Kituo cha doria"),
            "gender_desk" to Pair("Gender desk", "Dawati la jinsia"),
            "chief_office" to Pair("Chief's office", "Ofisi ya chifu"),
            "fire_station" to Pair("Fire station", "Zima moto"),
            "hospital" to Pair("Hospital", "Hospitali"),
            "clinic" to Pair("Clinic", "Zahanati"),
            "rehab_centre" to Pair("Rehabilitation centre", "Kituo cha urekebishaji"),
            "counselling" to Pair("Counselling", "Ushauri nasaha"),
            "shelter" to Pair("Shelter", "Makao ya usalama"),
            "security_firm" to Pair("Security firm", "Kampuni ya ulinzi"),
            "resident_association" to Pair("Resident association", "Chama cha wakazi"),
            "community_policing_committee" to Pair("Community policing committee", "Kamati ya polisi jamii"),
            "faith_centre" to Pair("Faith centre", "Kituo cha ibada"),
            "legal_aid" to Pair("Legal aid", "Msaada wa kisheria"),
            "hotline" to Pair("Hotline", "Simu ya dharura"),
            "county_office" to Pair("County office", "Ofisi ya kaunti"),
            "ambulance" to Pair("Ambulance", "Gari la wagonjwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<EntryKind> get() = labels.keys.map(::EntryKind)
    }
}

@JvmInline
value class OpenState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Open now */
        val OPEN: OpenState get() = OpenState("open")
        /** Closed now */
        val CLOSED: OpenState get() = OpenState("closed")
        /** Hours not known */
        val UNKNOWN: OpenState get() = OpenState("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "open" to Pair("Open now", "Imefunguliwa sasa"),
            "closed" to Pair("Closed now", "Imefungwa sasa"),
            "unknown" to Pair("Hours not known", "Saa hazijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<OpenState> get() = labels.keys.map(::OpenState)
    }
}

@JvmInline
value class ServesSex(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Everybody */
        val ALL: ServesSex get() = ServesSex("all")
        /** Women */
        val FEMALE: ServesSex get() = ServesSex("female")
        /** Men */
        val MALE: ServesSex get() = ServesSex("male")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "all" to Pair("Everybody", "Wote"),
            "female" to Pair("Women", "Wanawake"),
            "male" to Pair("Men", "Wanaume"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ServesSex> get() = labels.keys.map(::ServesSex)
    }
}

@JvmInline
value class Standing(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Accredited */
        val ACCREDITED: Standing get() = Standing("accredited")
        /** Not checked lately */
        val UNCHECKED: Standing get() = Standing("unchecked")
        /** Lapsed */
        val LAPSED: Standing get() = Standing("lapsed")
        /** Not yet in force */
        val NOT_YET: Standing get() = Standing("not_yet")
        /** Conditional */
        val CONDITIONAL: Standing get() = Standing("conditional")
        /** Denied */
        val DENIED: Standing get() = Standing("denied")
        /** Closed */
        val CLOSED: Standing get() = Standing("closed")
        /** Unknown */
        val UNKNOWN: Standing get() = Standing("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "accredited" to Pair("Accredited", "Imeidhinishwa"),
            "unchecked" to Pair("Not checked lately", "Haijakaguliwa karibuni"),
            "lapsed" to Pair("Lapsed", "Idhini imeisha muda"),
            "not_yet" to Pair("Not yet in force", "Bado haijaanza"),
            "conditional" to Pair("Conditional", "Kwa masharti"),
            "denied" to Pair("Denied", "Imenyimwa idhini"),
            "closed" to Pair("Closed", "Imefungwa"),
            "unknown" to Pair("Unknown", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Standing> get() = labels.keys.map(::Standing)
    }
}

@JvmInline
value class InfoCredibility(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** 1: confirmed by other sources */
        val N1: InfoCredibility get() = InfoCredibility("1")
        /** 2: probably true */
        val N2: InfoCredibility get() = InfoCredibility("2")
        /** 3: possibly true */
        val N3: InfoCredibility get() = InfoCredibility("3")
        /** 4: doubtful */
        val N4: InfoCredibility get() = InfoCredibility("4")
        /** 5: improbable */
        val N5: InfoCredibility get() = InfoCredibility("5")
        /** 6: cannot be judged */
        val N6: InfoCredibility get() = InfoCredibility("6")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "1" to Pair("1: confirmed by other sources", "1: imethibitishwa na vyanzo vingine"),
            "2" to Pair("2: probably true", "2: huenda ni kweli"),
            "3" to Pair("3: possibly true", "3: inaweza kuwa kweli"),
            "4" to Pair("4: doubtful", "4: ina shaka"),
            "5" to Pair("5: improbable", "5: haielekei kuwa kweli"),
            "6" to Pair("6: cannot be judged", "6: haiwezi kupimwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<InfoCredibility> get() = labels.keys.map(::InfoCredibility)
    }
}

@JvmInline
value class SourceReliability(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** A: completely reliable */
        val A: SourceReliability get() = SourceReliability("A")
        /** B: usually reliable */
        val B: SourceReliability get() = SourceReliability("B")
        /** C: fairly reliable */
        val C: SourceReliability get() = SourceReliability("C")
        /** D: not usually reliable */
        val D: SourceReliability get() = SourceReliability("D")
        /** E: unreliable */
        val E: SourceReliability get() = SourceReliability("E")
        /** F: cannot be judged */
        val F: SourceReliability get() = SourceReliability("F")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "A" to Pair("A: completely reliable", "A: wa kutegemewa kabisa"),
            "B" to Pair("B: usually reliable", "B: wa kutegemewa kwa kawaida"),
            "C" to Pair("C: fairly reliable", "C: wa kutegemewa kiasi"),
            "D" to Pair("D: not usually reliable", "D: si wa kutegemewa kwa kawaida"),
            "E" to Pair("E: unreliable", "E: si wa kutegemewa"),
            "F" to Pair("F: cannot be judged", "F: hawezi kupimwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SourceReliability> get() = labels.keys.map(::SourceReliability)
    }
}

@JvmInline
value class SourceRisk(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Low */
        val LOW: SourceRisk get() = SourceRisk("low")
        /** Medium */
        val MEDIUM: SourceRisk get() = SourceRisk("medium")
        /** High */
        val HIGH: SourceRisk get() = SourceRisk("high")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "low" to Pair("Low", "Ndogo"),
            "medium" to Pair("Medium", "Ya kati"),
            "high" to Pair("High", "Kubwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<SourceRisk> get() = labels.keys.map(::SourceRisk)
    }
}

@JvmInline
value class TipBasis(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Saw it */
        val SEEN: TipBasis get() = TipBasis("seen")
        /** Told by somebody involved */
        val TOLD_BY_PARTICIPANT: TipBasis get() = TipBasis("told_by_participant")
        /** Rumour */
        val RUMOUR: TipBasis get() = TipBasis("rumour")
        /** Online */
        val ONLINE: TipBasis get() = TipBasis("online")
        /** Record or document */
        val RECORD: TipBasis get() = TipBasis("record")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "seen" to Pair("Saw it", "Nimeona"),
            "told_by_participant" to Pair("Told by somebody involved", "Nimeambiwa na mhusika"),
            "rumour" to Pair("Rumour", "Uvumi"),
            "online" to Pair("Online", "Mtandaoni"),
            "record" to Pair("Record or document", "Rekodi au hati"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<TipBasis> get() = labels.keys.map(::TipBasis)
    }
}

@JvmInline
value class TipFeedback(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Acted on */
        val ACTED_ON: TipFeedback get() = TipFeedback("acted_on")
        /** Looked into */
        val LOOKED_INTO: TipFeedback get() = TipFeedback("looked_into")
        /** Not enough to go on */
        val NOT_ENOUGH: TipFeedback get() = TipFeedback("not_enough")
        /** Passed on */
        val PASSED_ON: TipFeedback get() = TipFeedback("passed_on")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "acted_on" to Pair("Acted on", "Imefanyiwa kazi"),
            "looked_into" to Pair("Looked into", "Imechunguzwa"),
            "not_enough" to Pair("Not enough to go on", "Haitoshi"),
            "passed_on" to Pair("Passed on", "Imepelekwa kwa wengine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<TipFeedback> get() = labels.keys.map(::TipFeedback)
    }
}

@JvmInline
value class TipState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Received */
        val RECEIVED: TipState get() = TipState("received")
        /** Screened */
        val SCREENED: TipState get() = TipState("screened")
        /** Acted on */
        val ACTIONED: TipState get() = TipState("actioned")
        /** Joined to another */
        val MERGED: TipState get() = TipState("merged")
        /** Passed up */
        val SHARED_UP: TipState get() = TipState("shared_up")
        /** Kept for later */
        val PARKED: TipState get() = TipState("parked")
        /** Closed */
        val CLOSED: TipState get() = TipState("closed")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "received" to Pair("Received", "Imepokelewa"),
            "screened" to Pair("Screened", "Imechujwa"),
            "actioned" to Pair("Acted on", "Imefanyiwa kazi"),
            "merged" to Pair("Joined to another", "Imeunganishwa"),
            "shared_up" to Pair("Passed up", "Imepelekwa juu"),
            "parked" to Pair("Kept for later", "Imehifadhiwa"),
            "closed" to Pair("Closed", "Imefungwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<TipState> get() = labels.keys.map(::TipState)
    }
}

@JvmInline
value class TipSubject(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Place */
        val PLACE: TipSubject get() = TipSubject("place")
        /** Vehicle */
        val VEHICLE: TipSubject get() = TipSubject("vehicle")
        /** Group */
        val GROUP: TipSubject get() = TipSubject("group")
        /** Activity */
        val ACTIVITY: TipSubject get() = TipSubject("activity")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "place" to Pair("Place", "Mahali"),
            "vehicle" to Pair("Vehicle", "Gari"),
            "group" to Pair("Group", "Kikundi"),
            "activity" to Pair("Activity", "Shughuli"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<TipSubject> get() = labels.keys.map(::TipSubject)
    }
}

@JvmInline
value class TipTopic(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Drugs */
        val DRUGS: TipTopic get() = TipTopic("drugs")
        /** Illicit alcohol */
        val ILLICIT_BREW: TipTopic get() = TipTopic("illicit_brew")
        /** Gang */
        val GANG: TipTopic get() = TipTopic("gang")
        /** Weapons */
        val WEAPONS: TipTopic get() = TipTopic("weapons")
        /** Stolen goods */
        val STOLEN_GOODS: TipTopic get() = TipTopic("stolen_goods")
        /** Planned violence */
        val PLANNED_VIOLENCE: TipTopic get() = TipTopic("planned_violence")
        /** Radicalisation */
        val RADICALISATION: TipTopic get() = TipTopic("radicalisation")
        /** Trafficking */
        val TRAFFICKING: TipTopic get() = TipTopic("trafficking")
        /** Corruption */
        val CORRUPTION: TipTopic get() = TipTopic("corruption")
        /** Place of repeated offences */
        val REPEAT_OFFENDING_PLACE: TipTopic get() = TipTopic("repeat_offending_place")
        /** Other */
        val OTHER: TipTopic get() = TipTopic("other")
        /** Misconduct of police, guards or officials */
        val MISCONDUCT: TipTopic get() = TipTopic("misconduct")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "drugs" to Pair("Drugs", "Dawa za kulevya"),
            "illicit_brew" to Pair("Illicit alcohol", "Pombe haramu"),
            "gang" to Pair("Gang", "Genge"),
            "weapons" to Pair("Weapons", "Silaha"),
            "stolen_goods" to Pair("Stolen goods", "Bidhaa za wizi"),
            "planned_violence" to Pair("Planned violence", "Vurugu zinazopangwa"),
            "radicalisation" to Pair("Radicalisation", "Itikadi kali"),
            "trafficking" to Pair("Trafficking", "Biashara haramu ya binadamu"),
            "corruption" to Pair("Corruption", "Ufisadi"),
            "repeat_offending_place" to Pair("Place of repeated offences", "Mahali pa uhalifu wa mara kwa mara"),
            "other" to Pair("Other", "Nyingine"),
            "misconduct" to Pair("Misconduct of police, guards or officials", "Utovu wa nidhamu wa polisi, walinzi au maafisa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<TipTopic> get() = labels.keys.map(::TipTopic)
    }
}

@JvmInline
value class ReferralState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Draft */
        val DRAFT: ReferralState get() = ReferralState("draft")
        /** Consent given */
        val CONSENTED: ReferralState get() = ReferralState("consented")
        /** Sent */
        val SENT: ReferralState get() = ReferralState("sent")
        /** Received */
        val RECEIVED: ReferralState get() = ReferralState("received")
        /** Accepted */
        val ACCEPTED: ReferralState get() = ReferralState("accepted")
        /** Waiting list */
        val WAITLISTED: ReferralState get() = ReferralState("waitlisted")
        /** Declined */
        val DECLINED: ReferralState get() = ReferralState("declined")
        /** Started */
        val STARTED: ReferralState get() = ReferralState("started")
        /** Completed */
        val COMPLETED: ReferralState get() = ReferralState("completed")
        /** Left early */
        val LEFT_EARLY: ReferralState get() = ReferralState("left_early")
        /** Did not attend */
        val NOT_ATTENDED: ReferralState get() = ReferralState("not_attended")
        /** Transferred */
        val TRANSFERRED: ReferralState get() = ReferralState("transferred")
        /** Withdrawn */
        val WITHDRAWN: ReferralState get() = ReferralState("withdrawn")
        /** Entered in error */
        val ERROR: ReferralState get() = ReferralState("error")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "draft" to Pair("Draft", "Rasimu"),
            "consented" to Pair("Consent given", "Idhini imetolewa"),
            "sent" to Pair("Sent", "Imetumwa"),
            "received" to Pair("Received", "Imepokelewa"),
            "accepted" to Pair("Accepted", "Imekubaliwa"),
            "waitlisted" to Pair("Waiting list", "Kwenye orodha"),
            "declined" to Pair("Declined", "Imekataliwa"),
            "started" to Pair("Started", "Ameanza"),
            "completed" to Pair("Completed", "Amemaliza"),
            "left_early" to Pair("Left early", "Ameondoka mapema"),
            "not_attended" to Pair("Did not attend", "Hakufika"),
            "transferred" to Pair("Transferred", "Amehamishwa"),
            "withdrawn" to Pair("Withdrawn", "Imeondolewa"),
            "error" to Pair("Entered in error", "Imeandikwa kimakosa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ReferralState> get() = labels.keys.map(::ReferralState)
    }
}

@JvmInline
value class Need(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Alcohol */
        val ALCOHOL: Need get() = Need("alcohol")
        /** Heroin or other opioids */
        val HEROIN_OPIOID: Need get() = Need("heroin_opioid")
        /** Cannabis (bhang) */
        val CANNABIS_BHANG: Need get() = Need("cannabis_bhang")
        /** Khat (miraa) */
        val KHAT_MIRAA: Need get() = Need("khat_miraa")
        /** Prescription medicine */
        val PRESCRIPTION: Need get() = Need("prescription")
        /** Inhalants */
        val INHALANT: Need get() = Need("inhalant")
        /** Several drugs */
        val POLYDRUG: Need get() = Need("polydrug")
        /** Gambling */
        val GAMBLING: Need get() = Need("gambling")
        /** Mental health */
        val MENTAL_HEALTH: Need get() = Need("mental_health")
        /** Family support */
        val FAMILY_SUPPORT: Need get() = Need("family_support")
        /** Not known */
        val UNKNOWN: Need get() = Need("unknown")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "alcohol" to Pair("Alcohol", "Pombe"),
            "heroin_opioid" to Pair("Heroin or other opioids", "Heroini au afyuni"),
            "cannabis_bhang" to Pair("Cannabis (bhang)", "Bangi"),
            "khat_miraa" to Pair("Khat (miraa)", "Miraa"),
            "prescription" to Pair("Prescription medicine", "Dawa za hospitali"),
            "inhalant" to Pair("Inhalants", "Vitu vya kunusa"),
            "polydrug" to Pair("Several drugs", "Dawa kadhaa"),
            "gambling" to Pair("Gambling", "Kamari"),
            "mental_health" to Pair("Mental health", "Afya ya akili"),
            "family_support" to Pair("Family support", "Msaada kwa familia"),
            "unknown" to Pair("Not known", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Need> get() = labels.keys.map(::Need)
    }
}

@JvmInline
value class RequestPriority(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Routine */
        val ROUTINE: RequestPriority get() = RequestPriority("routine")
        /** Urgent */
        val URGENT: RequestPriority get() = RequestPriority("urgent")
        /** As soon as possible */
        val ASAP: RequestPriority get() = RequestPriority("asap")
        /** At once */
        val STAT: RequestPriority get() = RequestPriority("stat")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "routine" to Pair("Routine", "Kawaida"),
            "urgent" to Pair("Urgent", "Haraka"),
            "asap" to Pair("As soon as possible", "Haraka iwezekanavyo"),
            "stat" to Pair("At once", "Mara moja"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<RequestPriority> get() = labels.keys.map(::RequestPriority)
    }
}

@JvmInline
value class Danger(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Overdose */
        val OVERDOSE: Danger get() = Danger("overdose")
        /** Severe withdrawal */
        val WITHDRAWAL: Danger get() = Danger("withdrawal")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "overdose" to Pair("Overdose", "Kipimo cha kupita kiasi"),
            "withdrawal" to Pair("Severe withdrawal", "Dalili kali za kuacha"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Danger> get() = labels.keys.map(::Danger)
    }
}

@JvmInline
value class IntakeType(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Outpatient */
        val OUTPATIENT: IntakeType get() = IntakeType("outpatient")
        /** Residential */
        val RESIDENTIAL: IntakeType get() = IntakeType("residential")
        /** Detoxification */
        val DETOX: IntakeType get() = IntakeType("detox")
        /** Community based */
        val COMMUNITY_BASED: IntakeType get() = IntakeType("community_based")
        /** Medically assisted therapy */
        val MAT: IntakeType get() = IntakeType("MAT")
        /** Counselling by telephone */
        val COUNSELLING_CALL: IntakeType get() = IntakeType("counselling_call")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "outpatient" to Pair("Outpatient", "Mgonjwa wa nje"),
            "residential" to Pair("Residential", "Makazi ya kituoni"),
            "detox" to Pair("Detoxification", "Kuondoa sumu"),
            "community_based" to Pair("Community based", "Katika jamii"),
            "MAT" to Pair("Medically assisted therapy", "Tiba kwa msaada wa dawa"),
            "counselling_call" to Pair("Counselling by telephone", "Ushauri kwa simu"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<IntakeType> get() = labels.keys.map(::IntakeType)
    }
}

@JvmInline
value class AgeBand(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Under 18 */
        val UNDER_18: AgeBand get() = AgeBand("under_18")
        /** 18 to 24 */
        val N18_24: AgeBand get() = AgeBand("18_24")
        /** 25 to 34 */
        val N25_34: AgeBand get() = AgeBand("25_34")
        /** 35 and over */
        val N35_PLUS: AgeBand get() = AgeBand("35_plus")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "under_18" to Pair("Under 18", "Chini ya miaka 18"),
            "18_24" to Pair("18 to 24", "Miaka 18 hadi 24"),
            "25_34" to Pair("25 to 34", "Miaka 25 hadi 34"),
            "35_plus" to Pair("35 and over", "Miaka 35 na zaidi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<AgeBand> get() = labels.keys.map(::AgeBand)
    }
}

@JvmInline
value class Sex(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Female */
        val FEMALE: Sex get() = Sex("female")
        /** Male */
        val MALE: Sex get() = Sex("male")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "female" to Pair("Female", "Mwanamke"),
            "male" to Pair("Male", "Mwanamume"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Sex> get() = labels.keys.map(::Sex)
    }
}

@JvmInline
value class ConsentBy(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** The person */
        val SELF: ConsentBy get() = ConsentBy("self")
        /** Guardian */
        val GUARDIAN: ConsentBy get() = ConsentBy("guardian")
        /** Children's office */
        val CHILDRENS_OFFICE: ConsentBy get() = ConsentBy("childrens_office")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "self" to Pair("The person", "Mhusika mwenyewe"),
            "guardian" to Pair("Guardian", "Mlezi"),
            "childrens_office" to Pair("Children's office", "Ofisi ya watoto"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ConsentBy> get() = labels.keys.map(::ConsentBy)
    }
}

@JvmInline
value class ConsentScope(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** The centre reads it */
        val CENTRE: ConsentScope get() = ConsentScope("centre")
        /** Another centre may take over */
        val TRANSFER: ConsentScope get() = ConsentScope("transfer")
        /** Follow-up later */
        val FOLLOW_UP: ConsentScope get() = ConsentScope("follow_up")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "centre" to Pair("The centre reads it", "Kituo kinasoma"),
            "transfer" to Pair("Another centre may take over", "Kituo kingine kinaweza kuchukua"),
            "follow_up" to Pair("Follow-up later", "Ufuatiliaji baadaye"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ConsentScope> get() = labels.keys.map(::ConsentScope)
    }
}

@JvmInline
value class DeclineReason(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Full */
        val FULL: DeclineReason get() = DeclineReason("full")
        /** Not eligible */
        val INELIGIBLE: DeclineReason get() = DeclineReason("ineligible")
        /** Cost */
        val COST: DeclineReason get() = DeclineReason("cost")
        /** Out of the area */
        val OUT_OF_AREA: DeclineReason get() = DeclineReason("out_of_area")
        /** Needs higher care */
        val NEEDS_HIGHER_CARE: DeclineReason get() = DeclineReason("needs_higher_care")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "full" to Pair("Full", "Kimejaa"),
            "ineligible" to Pair("Not eligible", "Hafai kwa huduma hii"),
            "cost" to Pair("Cost", "Gharama"),
            "out_of_area" to Pair("Out of the area", "Nje ya eneo"),
            "needs_higher_care" to Pair("Needs higher care", "Anahitaji huduma ya juu zaidi"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<DeclineReason> get() = labels.keys.map(::DeclineReason)
    }
}

@JvmInline
value class ContactMode(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Visit */
        val VISIT: ContactMode get() = ContactMode("visit")
        /** Telephone call */
        val CALL: ContactMode get() = ContactMode("call")
        /** Through the centre */
        val CENTRE: ContactMode get() = ContactMode("centre")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "visit" to Pair("Visit", "Ziara"),
            "call" to Pair("Telephone call", "Simu"),
            "centre" to Pair("Through the centre", "Kupitia kituo"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ContactMode> get() = labels.keys.map(::ContactMode)
    }
}

@JvmInline
value class FollowUpResult(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Engaged */
        val ENGAGED: FollowUpResult get() = FollowUpResult("engaged")
        /** Relapsed, supported */
        val RELAPSED_SUPPORTED: FollowUpResult get() = FollowUpResult("relapsed_supported")
        /** Completed */
        val COMPLETED: FollowUpResult get() = FollowUpResult("completed")
        /** Not reached */
        val UNREACHABLE: FollowUpResult get() = FollowUpResult("unreachable")
        /** Declined */
        val DECLINED: FollowUpResult get() = FollowUpResult("declined")
        /** Moved */
        val MOVED: FollowUpResult get() = FollowUpResult("moved")
        /** Died */
        val DIED: FollowUpResult get() = FollowUpResult("died")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "engaged" to Pair("Engaged", "Anaendelea"),
            "relapsed_supported" to Pair("Relapsed, supported", "Amerudia, anasaidiwa"),
            "completed" to Pair("Completed", "Amemaliza"),
            "unreachable" to Pair("Not reached", "Hapatikani"),
            "declined" to Pair("Declined", "Amekataa"),
            "moved" to Pair("Moved", "Amehama"),
            "died" to Pair("Died", "Amefariki"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<FollowUpResult> get() = labels.keys.map(::FollowUpResult)
    }
}

@JvmInline
value class CentreWarning(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** The accreditation has lapsed */
        val LAPSED: CentreWarning get() = CentreWarning("lapsed")
        /** Accreditation was denied */
        val DENIED: CentreWarning get() = CentreWarning("denied")
        /** The centre was closed */
        val CLOSED: CentreWarning get() = CentreWarning("closed")
        /** Not accredited, as far as is known */
        val NOT_ACCREDITED: CentreWarning get() = CentreWarning("not_accredited")
        /** Not in the directory */
        val NOT_IN_DIRECTORY: CentreWarning get() = CentreWarning("not_in_directory")
        /** The accreditation begins later */
        val NOT_YET: CentreWarning get() = CentreWarning("not_yet")
        /** Accredited under conditions */
        val CONDITIONAL: CentreWarning get() = CentreWarning("conditional")
        /** Not checked in the last 90 days */
        val STALE_CHECK: CentreWarning get() = CentreWarning("stale_check")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "lapsed" to Pair("The accreditation has lapsed", "Idhini ya kituo imeisha muda"),
            "denied" to Pair("Accreditation was denied", "Kituo kilinyimwa idhini"),
            "closed" to Pair("The centre was closed", "Kituo kimefungwa"),
            "not_accredited" to Pair("Not accredited, as far as is known", "Hakijulikani kuwa na idhini"),
            "not_in_directory" to Pair("Not in the directory", "Hakimo kwenye orodha"),
            "not_yet" to Pair("The accreditation begins later", "Idhini bado haijaanza"),
            "conditional" to Pair("Accredited under conditions", "Idhini ya masharti"),
            "stale_check" to Pair("Not checked in the last 90 days", "Haijakaguliwa kwa siku 90"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CentreWarning> get() = labels.keys.map(::CentreWarning)
    }
}

@JvmInline
value class ProblemState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Identified */
        val IDENTIFIED: ProblemState get() = ProblemState("identified")
        /** Analysed */
        val ANALYSED: ProblemState get() = ProblemState("analysed")
        /** Has solutions */
        val HAS_SOLUTIONS: ProblemState get() = ProblemState("has_solutions")
        /** Assessed */
        val ASSESSED: ProblemState get() = ProblemState("assessed")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "identified" to Pair("Identified", "Limetambuliwa"),
            "analysed" to Pair("Analysed", "Limechambuliwa"),
            "has_solutions" to Pair("Has solutions", "Lina masuluhisho"),
            "assessed" to Pair("Assessed", "Limetathminiwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ProblemState> get() = labels.keys.map(::ProblemState)
    }
}

@JvmInline
value class ProposalState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Draft */
        val DRAFT: ProposalState get() = ProposalState("draft")
        /** Proposed */
        val PROPOSED: ProposalState get() = ProposalState("proposed")
        /** Discussing */
        val DISCUSSING: ProposalState get() = ProposalState("discussing")
        /** Voting */
        val VOTING: ProposalState get() = ProposalState("voting")
        /** Accepted */
        val ACCEPTED: ProposalState get() = ProposalState("accepted")
        /** Not accepted */
        val NOT_ACCEPTED: ProposalState get() = ProposalState("not_accepted")
        /** Merged */
        val MERGED: ProposalState get() = ProposalState("merged")
        /** Withdrawn */
        val WITHDRAWN: ProposalState get() = ProposalState("withdrawn")
        /** Committed */
        val COMMITTED: ProposalState get() = ProposalState("committed")
        /** In progress */
        val IN_PROGRESS: ProposalState get() = ProposalState("in_progress")
        /** Done */
        val DONE: ProposalState get() = ProposalState("done")
        /** Stalled */
        val STALLED: ProposalState get() = ProposalState("stalled")
        /** Assessed */
        val ASSESSED: ProposalState get() = ProposalState("assessed")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "draft" to Pair("Draft", "Rasimu"),
            "proposed" to Pair("Proposed", "Limependekezwa"),
            "discussing" to Pair("Discussing", "Linajadiliwa"),
            "voting" to Pair("Voting", "Kura"),
            "accepted" to Pair("Accepted", "Limekubaliwa"),
            "not_accepted" to Pair("Not accepted", "Halikukubaliwa"),
            "merged" to Pair("Merged", "Limeunganishwa"),
            "withdrawn" to Pair("Withdrawn", "Limeondolewa"),
            "committed" to Pair("Committed", "Ahadi imetolewa"),
            "in_progress" to Pair("In progress", "Linatekelezwa"),
            "done" to Pair("Done", "Limekamilika"),
            "stalled" to Pair("Stalled", "Limekwama"),
            "assessed" to Pair("Assessed", "Limetathminiwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ProposalState> get() = labels.keys.map(::ProposalState)
    }
}

@JvmInline
value class ProposalCategory(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Lighting */
        val LIGHTING: ProposalCategory get() = ProposalCategory("lighting")
        /** Patrol */
        val PATROL: ProposalCategory get() = ProposalCategory("patrol")
        /** Access control */
        val ACCESS_CONTROL: ProposalCategory get() = ProposalCategory("access_control")
        /** Youth */
        val YOUTH: ProposalCategory get() = ProposalCategory("youth")
        /** Drugs */
        val DRUGS: ProposalCategory get() = ProposalCategory("drugs")
        /** Environment */
        val ENVIRONMENT: ProposalCategory get() = ProposalCategory("environment")
        /** Traffic */
        val TRAFFIC: ProposalCategory get() = ProposalCategory("traffic")
        /** Neighbour dispute */
        val NEIGHBOUR_DISPUTE: ProposalCategory get() = ProposalCategory("neighbour_dispute")
        /** Communication */
        val COMMUNICATION: ProposalCategory get() = ProposalCategory("communication")
        /** Other */
        val OTHER: ProposalCategory get() = ProposalCategory("other")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "lighting" to Pair("Lighting", "Taa"),
            "patrol" to Pair("Patrol", "Doria"),
            "access_control" to Pair("Access control", "Udhibiti wa kuingia"),
            "youth" to Pair("Youth", "Vijana"),
            "drugs" to Pair("Drugs", "Dawa za kulevya"),
            "environment" to Pair("Environment", "Mazingira"),
            "traffic" to Pair("Traffic", "Trafiki"),
            "neighbour_dispute" to Pair("Neighbour dispute", "Mzozo wa majirani"),
            "communication" to Pair("Communication", "Mawasiliano"),
            "other" to Pair("Other", "Nyingine"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<ProposalCategory> get() = labels.keys.map(::ProposalCategory)
    }
}

@JvmInline
value class Stance(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** For */
        val FOR: Stance get() = Stance("for")
        /** Against */
        val AGAINST: Stance get() = Stance("against")
        /** Neutral */
        val NEUTRAL: Stance get() = Stance("neutral")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "for" to Pair("For", "Naunga mkono"),
            "against" to Pair("Against", "Napinga"),
            "neutral" to Pair("Neutral", "Sina upande"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Stance> get() = labels.keys.map(::Stance)
    }
}

@JvmInline
value class BallotMethod(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Support threshold */
        val SUPPORT_THRESHOLD: BallotMethod get() = BallotMethod("support_threshold")
        /** Yes or no */
        val YES_NO: BallotMethod get() = BallotMethod("yes_no")
        /** Choose one */
        val CHOOSE_ONE: BallotMethod get() = BallotMethod("choose_one")
        /** Approval */
        val APPROVAL: BallotMethod get() = BallotMethod("approval")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "support_threshold" to Pair("Support threshold", "Kiwango cha kuungwa mkono"),
            "yes_no" to Pair("Yes or no", "Ndiyo au hapana"),
            "choose_one" to Pair("Choose one", "Chagua moja"),
            "approval" to Pair("Approval", "Idhinisha zozote"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<BallotMethod> get() = labels.keys.map(::BallotMethod)
    }
}

@JvmInline
value class Electorate(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Residents */
        val RESIDENTS: Electorate get() = Electorate("residents")
        /** Households */
        val HOUSEHOLDS: Electorate get() = Electorate("households")
        /** Association members */
        val RA_MEMBERS: Electorate get() = Electorate("ra_members")
        /** Officials */
        val OFFICIALS: Electorate get() = Electorate("officials")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "residents" to Pair("Residents", "Wakazi"),
            "households" to Pair("Households", "Kaya"),
            "ra_members" to Pair("Association members", "Wanachama wa chama cha wakazi"),
            "officials" to Pair("Officials", "Maafisa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<Electorate> get() = labels.keys.map(::Electorate)
    }
}

@JvmInline
value class CommitmentState(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Offered */
        val OFFERED: CommitmentState get() = CommitmentState("offered")
        /** Accepted */
        val ACCEPTED: CommitmentState get() = CommitmentState("accepted")
        /** In progress */
        val IN_PROGRESS: CommitmentState get() = CommitmentState("in_progress")
        /** Delivered */
        val DELIVERED: CommitmentState get() = CommitmentState("delivered")
        /** Overdue */
        val OVERDUE: CommitmentState get() = CommitmentState("overdue")
        /** Cancelled */
        val CANCELLED: CommitmentState get() = CommitmentState("cancelled")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "offered" to Pair("Offered", "Imetolewa"),
            "accepted" to Pair("Accepted", "Imekubaliwa"),
            "in_progress" to Pair("In progress", "Inatekelezwa"),
            "delivered" to Pair("Delivered", "Imetimizwa"),
            "overdue" to Pair("Overdue", "Imepita muda"),
            "cancelled" to Pair("Cancelled", "Imefutwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<CommitmentState> get() = labels.keys.map(::CommitmentState)
    }
}

@JvmInline
value class OutcomeVerdict(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Improved */
        val IMPROVED: OutcomeVerdict get() = OutcomeVerdict("improved")
        /** Unchanged */
        val UNCHANGED: OutcomeVerdict get() = OutcomeVerdict("unchanged")
        /** Worse */
        val WORSE: OutcomeVerdict get() = OutcomeVerdict("worse")
        /** Inconclusive */
        val INCONCLUSIVE: OutcomeVerdict get() = OutcomeVerdict("inconclusive")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "improved" to Pair("Improved", "Imeboreka"),
            "unchanged" to Pair("Unchanged", "Hakuna mabadiliko"),
            "worse" to Pair("Worse", "Imezidi kuwa mbaya"),
            "inconclusive" to Pair("Inconclusive", "Haijulikani"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<OutcomeVerdict> get() = labels.keys.map(::OutcomeVerdict)
    }
}

@JvmInline
value class BallotOutcome(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Passed */
        val PASSED: BallotOutcome get() = BallotOutcome("passed")
        /** Too few voted */
        val NO_QUORUM: BallotOutcome get() = BallotOutcome("no_quorum")
        /** Not enough support */
        val NOT_ENOUGH: BallotOutcome get() = BallotOutcome("not_enough")
        /** Tie */
        val TIE: BallotOutcome get() = BallotOutcome("tie")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "passed" to Pair("Passed", "Imepita"),
            "no_quorum" to Pair("Too few voted", "Akidi haikutimia"),
            "not_enough" to Pair("Not enough support", "Haikuungwa mkono vya kutosha"),
            "tie" to Pair("Tie", "Sare"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<BallotOutcome> get() = labels.keys.map(::BallotOutcome)
    }
}

@JvmInline
value class VoteStanding(override val code: String) : Word {
    override val en: String? get() = labels[code]?.first
    override val sw: String? get() = labels[code]?.second

    override fun toString(): String = code

    companion object {
        /** Not delivered yet */
        val WAITING: VoteStanding get() = VoteStanding("waiting")
        /** Received */
        val RECEIVED: VoteStanding get() = VoteStanding("received")
        /** Late, not counted */
        val LATE: VoteStanding get() = VoteStanding("late")
        /** Refused */
        val REFUSED: VoteStanding get() = VoteStanding("refused")

        private val labels: Map<String, Pair<String, String>> = linkedMapOf(
            "waiting" to Pair("Not delivered yet", "Bado haijatumwa"),
            "received" to Pair("Received", "Imepokelewa"),
            "late" to Pair("Late, not counted", "Imechelewa, haikuhesabiwa"),
            "refused" to Pair("Refused", "Imekataliwa"),
        )

        /** Every value that this version knows, in the order of the domain's table. */
        val all: List<VoteStanding> get() = labels.keys.map(::VoteStanding)
    }
}
