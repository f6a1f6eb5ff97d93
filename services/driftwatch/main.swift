import Commands

await DriftWatchCommand.run()
