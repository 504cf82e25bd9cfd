import{ta as a,ua as b,va as c}from"./core.js";export{a as Editor,c as linkPlaces,b as problems};
