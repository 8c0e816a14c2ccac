#!/usr/bin/env node
import { runCli } from './cli/run-cli.ts';
import { openTerminal } from './cli/terminal.ts';

// npm run madoguchi -- COMMAND … : what administers a centre from a command line; cli/commands.ts says what there is.
const terminal = openTerminal();
process.exitCode = await runCli(process.argv.slice(2), terminal);
terminal.close();
