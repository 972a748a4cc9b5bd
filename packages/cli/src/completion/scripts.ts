/**
 * Scripts that make a shell ask `seatrial complete`. Those of @bomb.sh/tab take the "-" and "=" of a selector
 * (`flag.new-checkout=on`) for an option, and bash's hands the line to `eval`; PowerShell's is taken as it is.
 */
export const scripts: Readonly<Record<'bash' | 'zsh' | 'fish', string>> = {
  // Bash asks with the line in the environment of the command, so that quotes and signs such as "|" stay what they are.
  bash: `# bash completion for seatrial: eval "$(seatrial completion bash)"
complete -o nospace -o bashdefault -C 'seatrial complete' seatrial`,
  zsh: `#compdef seatrial
# zsh completion for seatrial: eval "$(seatrial completion zsh)", after compinit
_seatrial() {
  local -a open whole
  local line
  for line in "\${(@f)$(seatrial complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      :*|'') ;;
      *=$'\\t'*) open+=("\${line%%$'\\t'*}") ;;
      *) whole+=("\${line%%$'\\t'*}") ;;
    esac
  done
  compadd -S '' -- "\${open[@]}"
  compadd -- "\${whole[@]}"
}
compdef _seatrial seatrial`,
  fish: `# fish completion for seatrial: seatrial completion fish | source
complete -c seatrial -f -a '(seatrial complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null | string match -v ":*")'`,
};
