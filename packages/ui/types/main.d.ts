import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/plot.css';
import './releases/releases.css';
import './release/release.css';
