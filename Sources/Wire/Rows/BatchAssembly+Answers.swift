internal import Protos

extension BatchAssembly {
    /// The predictions of events, as columns.
    func prediction(_ predictions: [Driftwatch_V1_Prediction]) -> Driftwatch_V1_PredictionColumns {
        var columns = Driftwatch_V1_PredictionColumns()
        if let column = DictionaryAssembly.column(predictions.map(\.class.nilIfEmpty)) { columns.class = column }
        columns.score = numbers(predictions.map { $0.hasScore ? $0.score.value : nil })
        columns.value = numbers(predictions.map { $0.hasValue ? $0.value.value : nil })
        if !layout.classes.isEmpty {
            columns.probabilities.classes = layout.classes
            columns.probabilities.values = predictions.flatMap { prediction in
                let missing = prediction.probabilities.isEmpty ? Double.nan : 0
                return layout.classes.map { prediction.probabilities[$0] ?? missing }
            }
        }
        if predictions.contains(where: { !$0.ranking.isEmpty }) { columns.ranking = ranking(predictions.map(\.ranking)) }
        return columns
    }

    /// The language models' inputs and outputs, as columns.
    func languageModel(_ calls: [Driftwatch_V1_LanguageModelCall]) -> Driftwatch_V1_LanguageModelColumns {
        var columns = Driftwatch_V1_LanguageModelColumns()
        if let column = DictionaryAssembly.column(calls.map(\.promptVersion.nilIfEmpty)) { columns.promptVersion = column }
        if let column = TextAssembly.column(calls.map(\.prompt.nilIfEmpty)) { columns.prompt = column }
        if let column = TextAssembly.column(calls.map(\.response.nilIfEmpty)) { columns.response = column }
        if let column = textLists(calls.map(\.context)) { columns.context = column }
        if let column = textLists(calls.map(\.citations)) { columns.citations = column }
        columns.promptTokens = tokens(calls.map { $0.hasPromptTokens ? $0.promptTokens.value : nil })
        columns.responseTokens = tokens(calls.map { $0.hasResponseTokens ? $0.responseTokens.value : nil })
        if calls.contains(where: { !$0.documents.isEmpty }) { columns.documents = documents(calls.map(\.documents)) }
        return columns
    }

    private func ranking(_ rows: [[Driftwatch_V1_RankedItem]]) -> Driftwatch_V1_RankingColumn {
        var column = Driftwatch_V1_RankingColumn()
        let items = rows.flatMap { $0 }
        column.counts = rows.map { UInt32($0.count) }
        column.items = TextAssembly.column(items.map(\.id)) ?? Driftwatch_V1_TextColumn()
        column.scores = numbers(items.map { $0.hasScore ? $0.score.value : nil })
        return column
    }

    private func textLists(_ rows: [[String]]) -> Driftwatch_V1_TextListColumn? {
        guard let items = TextAssembly.column(rows.flatMap { $0 }) else { return nil }
        var column = Driftwatch_V1_TextListColumn()
        column.counts = rows.map { UInt32($0.count) }
        column.items = items
        return column
    }

    private func tokens(_ counts: [Double?]) -> [UInt32] {
        counts.contains { $0 != nil } ? counts.map { $0.map { UInt32($0) + 1 } ?? 0 } : []
    }

    private func documents(_ rows: [[Driftwatch_V1_RetrievedDocument]]) -> Driftwatch_V1_DocumentColumns {
        var columns = Driftwatch_V1_DocumentColumns()
        let documents = rows.flatMap { $0 }
        columns.counts = rows.map { UInt32($0.count) }
        if let column = TextAssembly.column(documents.map(\.id.nilIfEmpty)) { columns.id = column }
        if let column = TextAssembly.column(documents.map(\.text.nilIfEmpty)) { columns.text = column }
        columns.score = numbers(documents.map { $0.hasScore ? $0.score.value : nil })
        if let column = TextAssembly.column(documents.map(\.source.nilIfEmpty)) { columns.source = column }
        return columns
    }
}
